"""What has widgets in it: objects, objects that may be missing, lists."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue

from ....forms.conditions import UNANSWERED
from ..part import Part
from ..posted import Posted
from .widget import Answer, Widget, key_of

MAX_ROWS = 1000
"""More rows than anybody fills in by hand."""


@dataclass(frozen=True, slots=True)
class Nested(Widget):
    """What has widgets in it, made by `make` when they are asked for: an object may contain its like."""

    make: Callable[[Part], Widget]
    holds: ClassVar[str] = "nothing"


@dataclass(frozen=True, slots=True)
class Group(Nested):
    """An object: its fields."""

    template: ClassVar[str] = "form/group.html"

    @property
    def fields(self) -> list[Widget]:
        """A widget per field."""
        return [self.make(self.part.field(key)) for key in self.part.schema.get("properties", {})]

    def field(self, key: str | int) -> Widget | None:
        """The widget of a field."""
        known = key in self.part.schema.get("properties", {})
        return self.make(self.part.field(str(key))) if known else None

    def initial(self) -> dict[str, JsonValue]:
        """What its fields begin with, where it says nothing itself."""
        own = Widget.initial(self)
        given: dict[str, JsonValue] = own if isinstance(own, dict) else {}
        asked = {one.key: one.initial() for one in self._asked() if one.key not in given}
        return given | {key: value for key, value in asked.items() if value is not UNANSWERED}

    def read(self, posted: Posted) -> dict[str, JsonValue]:
        """The fields that were answered."""
        answers = {one.key: one.read(posted) for one in self._asked()}
        return {key: value for key, value in answers.items() if value is not UNANSWERED}

    def inner(self, value: Answer) -> Iterator[tuple[Widget, Answer]]:
        """Its fields."""
        return ((one, key_of(value, one.key)) for one in self.fields)

    def said(self, _value: Answer) -> str:
        """Nothing: its fields say it."""
        return ""

    def _asked(self) -> list[Widget]:
        return [one for one in self.fields if one.asks]


@dataclass(frozen=True, slots=True)
class Rows(Nested):
    """What there may be more or fewer of. A hidden number says how many were on the page."""

    template: ClassVar[str] = "form/repeat.html"

    @property
    def fewest(self) -> int:
        """With so many rows, none can be removed."""
        raise NotImplementedError

    @property
    def most(self) -> int:
        """With so many rows, none can be added."""
        raise NotImplementedError

    def rows(self, value: Answer) -> list[Widget]:
        """A widget per row."""
        raise NotImplementedError

    def row_value(self, value: Answer, index: int) -> Answer:
        """What a row holds."""
        raise NotImplementedError

    def blank(self, index: int) -> JsonValue:
        """What a new row begins with."""
        started = self.row(index).initial()
        return None if started is UNANSWERED else started

    def row(self, index: int) -> Widget:
        """The widget of a row."""
        raise NotImplementedError

    def count(self, posted: Posted) -> int:
        """How many rows were on the page."""
        said = posted.one(self.part.name) or ""
        return min(int(said), MAX_ROWS) if said.isascii() and said.isdecimal() and len(said) < MAX_ROWS else 0


@dataclass(frozen=True, slots=True)
class Repeat(Rows):
    """A list of anything."""

    @property
    def fewest(self) -> int:
        """See `Rows`."""
        return int(self.part.schema.get("minItems", 0))

    @property
    def most(self) -> int:
        """See `Rows`."""
        return int(self.part.schema.get("maxItems", MAX_ROWS))

    def row(self, index: int) -> Widget:
        """The widget of an item."""
        return self.make(self.part.item(index))

    def rows(self, value: Answer) -> list[Widget]:
        """A widget per item, and at least as many as there have to be."""
        count = len(value) if isinstance(value, list) else 0
        return [self.row(index) for index in range(max(count, min(self.fewest, MAX_ROWS)))]

    def initial(self) -> Answer:
        """As many rows as there have to be, where it says nothing itself."""
        given = Widget.initial(self)
        return [self.blank(index) for index in range(self.fewest)] if given is UNANSWERED else given

    def read(self, posted: Posted) -> Answer:
        """The items; once they are handed in, without rows of one box that were left empty."""
        count = self.count(posted)
        items = [_or_null(self.row(index).read(posted)) for index in range(count)]
        if posted.settled:
            items = [item for item in items if item is not None and item != ""]
        return items or (None if self.part.nullable else [])

    def inner(self, value: Answer) -> Iterator[tuple[Widget, Answer]]:
        """Its items."""
        for index, row in enumerate(self.rows(value)):
            yield row, self.row_value(value, index)

    def row_value(self, value: Answer, index: int) -> Answer:
        """See `Rows`."""
        return value[index] if isinstance(value, list) and index < len(value) else UNANSWERED

    def said(self, value: Answer) -> str:
        """That there are none; else its items say it."""
        return "" if isinstance(value, list) and value else "none"


@dataclass(frozen=True, slots=True)
class Maybe(Rows):
    """An object that may be missing: a list of one or none."""

    template: ClassVar[str] = "form/maybe.html"

    @property
    def fewest(self) -> int:
        """None."""
        return 0

    @property
    def most(self) -> int:
        """One."""
        return 1

    def row(self, _index: int) -> Group:
        """The object."""
        return Group(self.part, self.make)

    def rows(self, value: Answer) -> list[Widget]:
        """The object, if there is one."""
        return [self.row(0)] if isinstance(value, dict) else []

    def row_value(self, value: Answer, _index: int) -> Answer:
        """The object."""
        return value

    def read(self, posted: Posted) -> Answer:
        """The object, or null."""
        return self.row(0).read(posted) if self.count(posted) else None

    def inner(self, value: Answer) -> Iterator[tuple[Widget, Answer]]:
        """The object's fields."""
        return self.row(0).inner(value) if isinstance(value, dict) else iter(())

    def said(self, value: Answer) -> str:
        """That it is missing; else its fields say it."""
        return "" if isinstance(value, dict) else "none"


def _or_null(value: Answer) -> JsonValue:
    return None if value is UNANSWERED else value
