"""Picking one or several of given options: radio buttons, drop-down, multiselect.

The options are a `Choice`, or anything else whose schema is an `enum`: another Enum, a `Literal`.
"""

from collections.abc import Hashable
from typing import Annotated, Any, TypeVar

from pydantic import Field

from .choice import Choice
from .lists import UNIQUE

T = TypeVar("T")
HashableT = TypeVar("HashableT", bound=Hashable)


Radio = Annotated[T, Field(json_schema_extra={"format": "radio"})]
"""One option, all of them in sight: `environment: Radio[Environment]`."""

DropDown = Annotated[T, Field(json_schema_extra={"format": "select"})]
"""One option of a list that folds out: `server: DropDown[Server]`."""

MultiSelect = Annotated[list[HashableT], *UNIQUE, Field(json_schema_extra={"format": "multiselect"})]
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
    return Annotated[list[item_type], *(UNIQUE if unique_items else ()), bounds]  # type: ignore[valid-type]
