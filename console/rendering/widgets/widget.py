"""What every widget is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from pydantic import JsonValue

from ....forms.conditions import UNANSWERED, Unanswered
from ..part import Part
from ..posted import Posted

Answer: TypeAlias = JsonValue | Unanswered
"""A value as JSON; or that there is none."""


@dataclass(frozen=True, slots=True)
class Widget:
    """What asks for a part of a page; or only shows something, and then `asks` is false.

    Its template gets it as `widget`, with its `value`, and `form`, what is drawn.
    """

    part: Part

    template: ClassVar[str]
    asks: ClassVar[bool] = True
    holds: ClassVar[str] = "text"
    """How the browser reads its value, for conditions: text, number, boolean, json, list or nothing."""

    @property
    def key(self) -> str:
        """Its name in what it is part of."""
        return str(self.part.path[-1]) if self.part.path else ""

    def initial(self) -> Answer:
        """What it begins with: the schema's `initial`, else its `default`."""
        schema = self.part.schema
        value: Answer = schema.get("initial", schema.get("default", UNANSWERED))
        return value

    def read(self, posted: Posted) -> Answer:
        """What was answered; what makes no sense stays as it was typed in, for the form to refuse."""
        text = posted.one(self.part.name)
        if text is None:
            return UNANSWERED
        return self.emptied() if not text else self.parsed(text)

    def parsed(self, text: str) -> Answer:
        """The value that a text stands for."""
        return text

    def emptied(self) -> Answer:
        """What an empty text stands for: null where that is an answer."""
        if self.part.nullable:
            return None
        if "default" not in self.part.schema:
            return UNANSWERED
        return "" if self.part.kind == "string" else None

    def typed(self, value: Answer) -> str:
        """A value as it stands in the widget's text box."""
        return "" if value is UNANSWERED or value is None else str(value)

    def said(self, value: Answer) -> str:
        """A value in words, to be read over."""
        return self.typed(value)

    def inner(self, _value: Answer) -> "Iterator[tuple[Widget, Answer]]":
        """The widgets in it, with their values."""
        return iter(())


def walk(widget: Widget, value: Answer) -> Iterator[tuple[Widget, Answer]]:
    """A widget and all those in it, with their values, in the order of the page."""
    yield widget, value
    for one, inside in widget.inner(value):
        yield from walk(one, inside)


def key_of(value: Answer, key: str) -> Answer:
    """What an object holds under a key."""
    return value.get(key, UNANSWERED) if isinstance(value, Mapping) else UNANSWERED


def hint(schema: Mapping[str, Any], name: str) -> Any:
    """What a schema says under one of the two names that clients of pydantic-forms look under."""
    for place in ("extraProperties", "uniforms"):
        if name in schema.get(place, {}):
            return schema[place][name]
    return schema.get(name)
