"""Picking one or several of given options: radio buttons, drop-down, multiselect.

The options are a `Choice`, or anything else whose schema is an `enum`: another Enum, a `Literal`.
"""

from collections.abc import Hashable
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from .choice import Choice

T = TypeVar("T")
HashableT = TypeVar("HashableT", bound=Hashable)


def _refuse_repeats(items: list[HashableT]) -> list[HashableT]:
    if len(set(items)) < len(items):
        raise PydanticCustomError("unique_list", "List must be unique")
    return items


_UNIQUE = (AfterValidator(_refuse_repeats), Field(json_schema_extra={"uniqueItems": True}))

Radio = Annotated[T, Field(json_schema_extra={"format": "radio"})]
"""One option, all of them in sight: `environment: Radio[Environment]`."""

DropDown = Annotated[T, Field(json_schema_extra={"format": "select"})]
"""One option of a list that folds out: `server: DropDown[Server]`."""

MultiSelect = Annotated[list[HashableT], *_UNIQUE, Field(json_schema_extra={"format": "multiselect"})]
"""Several options, each once: `extensions: MultiSelect[Extension] = Field(min_length=1, max_length=3)`."""


def choice_list(
    item_type: type[Choice],
    *,
    min_items: int | None = None,
    max_items: int | None = None,
    unique_items: bool | None = None,
) -> Any:
    """The annotation of a list of options, as pydantic-forms has it; `MultiSelect` says more to a client."""
    # Clients rely on minItems being there.
    bounds = Field(min_length=min_items or 0, max_length=max_items)
    return Annotated[list[item_type], *(_UNIQUE if unique_items else ()), bounds]  # type: ignore[valid-type]
