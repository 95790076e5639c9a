"""What is shown, not asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, ClassVar

from markupsafe import Markup
from pydantic import JsonValue

from ....forms.conditions import UNANSWERED
from ..formatted import formatted
from ..posted import Posted
from .choice import options_of
from .widget import Answer, Widget, hint

COLOURS = frozenset({"primary", "success", "warning", "danger", "accent"})


@dataclass(frozen=True, slots=True)
class Shown(Widget):
    """A value that is shown. Whatever is sent for it, the server keeps its own; so nothing is sent."""

    template: ClassVar[str] = "form/read_only.html"
    asks: ClassVar[bool] = False
    holds: ClassVar[str] = "shown"

    @property
    def content(self) -> Any:
        """What is shown."""
        schema = self.part.schema
        return schema.get("default", schema.get("const"))

    def initial(self) -> Answer:
        """Nothing that could be sent."""
        return UNANSWERED

    def read(self, _posted: Posted) -> Answer:
        """Nothing."""
        return UNANSWERED

    def lines(self, value: JsonValue) -> list[str]:
        """A value as lines of text."""
        match value:
            case None:
                return []
            case bool():
                return ["yes" if value else "no"]
            case list():
                return [line for item in value for line in self.lines(item)]
            case dict():
                return [f"{key}: {', '.join(self.lines(inner))}" for key, inner in value.items()]
            case str():
                return [_label(self.part.schema, line) for line in value.splitlines()]
        return [str(value)]

    def said(self, _value: Answer) -> str:
        """What is shown."""
        return ", ".join(self.lines(self.content))


@dataclass(frozen=True, slots=True)
class Label(Shown):
    """A line of text among the questions."""

    template: ClassVar[str] = "form/label.html"


@dataclass(frozen=True, slots=True)
class Divider(Shown):
    """A line across the page."""

    template: ClassVar[str] = "form/divider.html"


@dataclass(frozen=True, slots=True)
class Hidden(Shown):
    """What goes along unseen."""

    template: ClassVar[str] = "form/hidden.html"


@dataclass(frozen=True, slots=True)
class Subscription(Shown):
    """A subscription, by its id."""

    template: ClassVar[str] = "form/subscription.html"


@dataclass(frozen=True, slots=True)
class Panel(Shown):
    """Something with a colour."""

    @property
    def parts(self) -> Mapping[str, Any]:
        """What is in it."""
        return self.content if isinstance(self.content, Mapping) else {}

    @property
    def colour(self) -> str:
        """Its colour, one of those that the stylesheet knows."""
        named = self.parts.get("message_type") or self.parts.get("color")
        return named if named in COLOURS else "primary"


@dataclass(frozen=True, slots=True)
class Callout(Panel):
    """A box that catches the eye."""

    template: ClassVar[str] = "form/callout.html"


@dataclass(frozen=True, slots=True)
class Markdown(Panel):
    """A formatted text."""

    template: ClassVar[str] = "form/markdown.html"

    @property
    def html(self) -> Markup:
        """The text as HTML that nothing can hide in."""
        return formatted(str(self.parts.get("content") or ""))


@dataclass(frozen=True, slots=True)
class Summary(Shown):
    """A table: a head above each column, a label beside each row."""

    template: ClassVar[str] = "form/summary.html"

    @property
    def table(self) -> Mapping[str, Any]:
        """What is in it."""
        data = hint(self.part.schema, "data")
        return data if isinstance(data, Mapping) else {}

    @property
    def labelled(self) -> bool:
        """Whether the rows have labels."""
        return bool(self.table.get("labels"))

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """The label and the cells of each row."""
        cells = [list(row) for row in zip_longest(*self.table.get("columns", ()), fillvalue="")]
        labels = self.table.get("labels", [])
        return [
            (label or "", row or []) for label, row in zip_longest(labels, cells) if label or row is not None
        ]


def _label(schema: Mapping[str, Any], line: str) -> str:
    return next((option.label for option in options_of(schema) if option.value == line), line)
