"""Values that are computed by the form and shown, not asked; what is sent for them is replaced."""

from enum import Enum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, WithJsonSchema
from pydantic.fields import FieldInfo

from .hints import hints

_JSON_TYPES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "string",
    list: "array",
}


def read_only_field(default: Any, merge_type: Any = None) -> Any:
    """The annotation of a value that is shown, not asked.

    Args:
        default: The value: text, a number, a boolean, None, a UUID or a member of a string enum.
        merge_type: A type whose look it is to have, such as `LongText`.

    Raises:
        TypeError: The value is of another type, or `merge_type` has no look of its own.
    """
    if isinstance(default, list):
        raise TypeError("A list is shown by read_only_list.")
    look = _look(merge_type) if merge_type is not None else {}
    schema = {"const": _plain(default), **_schema(default), **look}
    # Of an enum pydantic would leave the title out.
    kind = str if isinstance(default, Enum) else type(default)
    return Annotated[kind, WithJsonSchema(schema), Field(default, frozen=True)]


def read_only_list(default: list[Any] | None = None) -> Any:
    """The annotation of a list that is shown, not asked.

    Raises:
        ValueError: It is no list.
        TypeError: Its items are not all of one type, or are None.
    """
    if not isinstance(default, list):
        raise ValueError(  # noqa: TRY004 — what pydantic-forms raises
            f"What read_only_list shows is a list; found {default!r}."
        )
    kinds = {type(item) for item in default} or {str}
    if len(kinds) > 1 or type(None) in kinds:
        names = ", ".join(sorted(kind.__name__ for kind in kinds))
        raise TypeError(f"The items of a read_only_list are of one type, which is not None; found {names}.")
    return Annotated[
        list[kinds.pop()],  # type: ignore[misc] # computed
        Field(default, frozen=True, json_schema_extra=_schema(default)),
    ]


def _schema(default: Any) -> dict[str, Any]:
    shown = {"disabled": True, "value": _plain(default)}
    return {**hints(shown), "type": _json_type(default), "readOnly": True}


def _json_type(default: Any) -> str:
    if isinstance(default, UUID) or (isinstance(default, str) and isinstance(default, Enum)):
        return "string"
    try:
        return _JSON_TYPES[type(default)]
    except KeyError:
        names = ", ".join([*(kind.__name__ for kind in _JSON_TYPES), "UUID", "StrEnum"])
        raise TypeError(
            f"read_only_field shows values of type {names}; found {type(default).__name__}."
        ) from None


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (UUID, Enum)) else value


def _look(merge_type: Any) -> dict[str, Any]:
    for mark in getattr(merge_type, "__metadata__", ()):
        if isinstance(mark, FieldInfo) and isinstance(mark.json_schema_extra, dict):
            return mark.json_schema_extra
    raise TypeError(f"{merge_type!r} has no look of its own that a read-only field could have.")
