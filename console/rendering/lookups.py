"""What the schema does not say and a form looks up: options that were searched for, files that were uploaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from .page import page_widget
from .widgets.looked_up import File, Search
from .widgets.widget import walk


@dataclass(frozen=True, slots=True)
class Lookup:
    """The options of a search field.

    Args:
        chosen: Labels of the values that are chosen, as far as they are options.
        query: What was typed; None if nobody has searched.
        matches: Labels by value of what was found.
        more: Whether there are more than these.
    """

    chosen: Mapping[str, str] = field(default_factory=dict)
    query: str | None = None
    matches: Mapping[str, str] = field(default_factory=dict)
    more: bool = False


def searches(schema: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[tuple[Search, list[str]]]:
    """The search fields of a page that is filled in, and what is chosen in each."""
    for widget, value in walk(page_widget(schema), dict(values)):
        if isinstance(widget, Search):
            yield widget, widget.values(value)


def files(schema: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[tuple[File, str]]:
    """The file fields of a page that is filled in, and the id that is in each, or nothing."""
    for widget, value in walk(page_widget(schema), dict(values)):
        if isinstance(widget, File):
            yield widget, widget.typed(value)
