"""Lists of a certain length, and lists whose items differ."""

from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

T = TypeVar("T")


def validate_unique_list(values: list[T]) -> list[T]:
    """The list, if no item is in it twice; items need not be hashable."""
    if not _all_differ(values):
        raise PydanticCustomError("unique_list", "List must be unique")
    return values


UNIQUE = (AfterValidator(validate_unique_list), Field(json_schema_extra={"uniqueItems": True}))

ListOfOne = Annotated[list[T], Field(min_length=1, max_length=1)]
"""A list of exactly one item: `port: ListOfOne[Port]`."""

ListOfTwo = Annotated[list[T], *UNIQUE, Field(min_length=2, max_length=2)]
"""A list of two items that differ: `ports: ListOfTwo[Port]`."""


def unique_conlist(item_type: Any, *, min_items: int | None = None, max_items: int | None = None) -> Any:
    """The annotation of a list whose items all differ.

    Args:
        item_type: Type of the items.
        min_items: At least this many.
        max_items: At most this many.
    """
    return Annotated[list[item_type], *UNIQUE, Field(min_length=min_items or None, max_length=max_items)]


def _all_differ(values: list[T]) -> bool:
    try:
        return len(set(values)) == len(values)
    except TypeError:
        return all(value not in values[:index] for index, value in enumerate(values))
