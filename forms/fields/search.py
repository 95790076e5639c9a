"""Picking of more options than fit on a page: they are searched for, and what was picked is looked up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeAlias, get_args

from pydantic import Field, GetCoreSchemaHandler, ValidationInfo
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticCustomError, core_schema, to_jsonable_python

from ..anatomy import wire_name
from ..conditions import Mark
from .lists import UNIQUE

Options: TypeAlias = Mapping[str, str]
"""Labels by value, in the order in which they are shown."""

Search: TypeAlias = Callable[..., tuple[Options, str | None]]
"""`search(q, cursor, limit)`: options that match what was typed, at most `limit`, and a cursor if there are more.

The cursor is what the search itself gave; None at first. What the field `needs` is passed by name.
"""

Resolve: TypeAlias = Callable[..., str | None]
"""`resolve(value)`: the label of a value, None if it is no option. What the field `needs` is passed by name."""


@dataclass(frozen=True, slots=True, eq=False)
class SearchSelect(Mark):
    """One of many options, as in `server: Annotated[str, SearchSelect(search_servers, resolve_server)]`.

    Args:
        search: Finds options.
        resolve: Looks one up.
        needs: Fields of the page, declared before it, that say what there is to choose; search and resolve get
            their values as JSON, None for one that is not answered.
    """

    search: Search
    resolve: Resolve
    needs: tuple[str, ...] = ()

    @classmethod
    def among(cls, options: Options) -> Self:
        """Of options that are all at hand; what is typed may be anywhere in value or label."""
        return cls(_Listed(options).search, options.get)

    @property
    def siblings(self) -> Collection[str]:
        """See `Mark`."""
        return self.needs

    def hints(self, _drawn: Mapping[str, Any], fields: Mapping[str, FieldInfo]) -> dict[str, Any]:
        """See `Mark`."""
        needed = [wire_name(name, fields[name]) for name in self.needs]
        return {"x-depends-on": [{"if": {"required": needed}}]} if needed else {}

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        inner = handler(Annotated[source, Field(json_schema_extra={"format": "search-select"})])
        return core_schema.with_info_after_validator_function(self._looked_up, inner)

    def _looked_up(self, value: Any, info: ValidationInfo) -> Any:
        if value is None or not set(self.needs) <= info.data.keys():
            return value  # what it needs is wrong, and reported there
        needed = {name: to_jsonable_python(info.data[name]) for name in self.needs}
        if self.resolve(str(to_jsonable_python(value)), **needed) is None:
            raise PydanticCustomError("not_offered", "Choose one of the options offered")
        return value


@dataclass(frozen=True, slots=True, eq=False)
class MultiSearchSelect(SearchSelect):
    """Several of many options, each once, as in `servers: Annotated[list[str], MultiSearchSelect(search, resolve)]`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        (item,) = get_args(source)
        one = SearchSelect(self.search, self.resolve, self.needs)
        several = Field(json_schema_extra={"format": "multi-search-select"})
        return handler(Annotated[list[Annotated[item, one]], *UNIQUE, several])  # type: ignore[valid-type] # computed


@dataclass(frozen=True, slots=True, eq=False)
class _Listed:
    options: Options

    def search(self, q: str, cursor: str | None, limit: int) -> tuple[Options, str | None]:
        wanted = q.casefold()
        start = int(cursor) if cursor and cursor.isdecimal() else 0
        found: dict[str, str] = {}
        for place, (value, label) in enumerate(self.options.items()):
            if place < start or not (wanted in label.casefold() or wanted in value.casefold()):
                continue
            if len(found) == limit:
                return found, str(place)
            found[value] = label
        return found, None
