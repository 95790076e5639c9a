"""Choice: the options a person picks from, each a value with a label."""

from collections.abc import Mapping
from enum import EnumType, StrEnum
from types import new_class
from typing import Any, Self, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from ..remembered import made_once


class _ChoiceType(EnumType):
    """Makes members of the class keyword `options`."""

    def __new__(
        cls,
        name: str,
        bases: tuple[type, ...],
        namespace: Any,
        *,
        options: Mapping[str, str] | None = None,
        **keywords: Any,
    ) -> "_ChoiceType":
        # Not named after their values: "mro" or "__x__" is a fine value and no name.
        for number, option in enumerate((options or {}).items()):
            namespace[f"option_{number}"] = option
        new = super().__new__
        return made_once(name, bases, namespace, lambda: new(cls, name, bases, namespace, **keywords))


class Choice(StrEnum, metaclass=_ChoiceType):
    """An enum of options; a member is its value, or its value and its label.

    Declared, or from a mapping of values to labels that is computed at run time:

        class Environment(Choice):
            TEST = "test"
            PRODUCTION = "production", "Production (needs an approval)"

        class Server(Choice, options={server.id: server.name for server in servers}): ...
    """

    label: str

    def __new__(cls, value: str, label: str | None = None) -> Self:
        """A member with the label that people see."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label or value
        return member

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        if not cls.__members__:
            return core_schema.no_info_plain_validator_function(_refuse)
        return handler(source)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        options = {member.value: member.label for member in cls}
        labelled = any(value != label for value, label in options.items())
        described = handler.resolve_ref_schema(handler(schema)) if options else {"title": cls.__name__}
        described.pop("const", None)
        return (
            described | {"type": "string", "enum": list(options)} | ({"options": options} if labelled else {})
        )


def choice(name: str, options: Mapping[str, str]) -> type[Choice]:
    """A Choice class made at run time: labels by value.

    Where a type checker looks on, prefer `class Server(Choice, options=…)`: it takes a class as annotation,
    not a variable.
    """
    return cast("type[Choice]", new_class(name, (Choice,), {"options": options}))


def _refuse(_value: object) -> None:
    raise PydanticCustomError("enum", "There is nothing to choose from", {"words": "nothing_offered"})
