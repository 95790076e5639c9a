"""Answers to be read over before they are handed in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...forms.conditions import UNANSWERED
from .conditions import holds
from .lookups import Lookup
from .page import page_widget
from .widgets.looked_up import File, Search
from .widgets.shown import Shown
from .widgets.widget import Answer, Widget

_NOTHING = "not answered"


@dataclass(frozen=True, slots=True)
class ReviewedPage:
    """A page that is read over.

    Args:
        title: What it is called.
        rows: The way to each field by labels, and its answer in words.
    """

    title: str
    rows: list[tuple[str, str]]


def reviewed(
    schema: Mapping[str, Any],
    values: Mapping[str, Any],
    lookups: Mapping[str, Lookup] | None = None,
    names: Mapping[str, str] | None = None,
) -> ReviewedPage:
    """A page's answers in words; without what is only shown, and without what is not asked with these answers.

    Args:
        schema: The page's JSON Schema.
        values: The answers.
        lookups: By the field's name, the labels of what is chosen in search fields.
        names: By id, what files are called.
    """
    page = page_widget(schema)
    words = _Words(lookups or {}, names or {})
    return ReviewedPage(page.part.label, [*words.of(page, dict(values))])


@dataclass(frozen=True, slots=True)
class _Words:
    lookups: Mapping[str, Lookup]
    names: Mapping[str, str]

    def of(self, widget: Widget, value: Answer) -> Iterator[tuple[str, str]]:
        if not widget.asks:
            return
        inner = [*widget.inner(value)]
        if widget.part.path and not inner:
            yield widget.part.full_label, self._said(widget, value) or _NOTHING
        for one, inside in inner:
            condition = one.part.schema.get("x-visible-when")
            if condition and isinstance(value, dict) and not holds(condition, _known(widget, value)):
                continue
            yield from self.of(one, inside)

    def _said(self, widget: Widget, value: Answer) -> str:
        match widget:
            case Search():
                labels = self.lookups.get(widget.part.name, Lookup()).chosen
                return ", ".join(labels.get(one, one) for one in widget.values(value))
            case File():
                text = widget.typed(value)
                return self.names.get(text, text)
        return widget.said(value)


def _known(group: Widget, value: Mapping[str, Any]) -> dict[str, Any]:
    """An object's fields, those among them that are only shown."""
    shown = {
        one.key: one.content
        for one, inside in group.inner(dict(value))
        if isinstance(one, Shown) and inside is UNANSWERED
    }
    return {**shown, **value}
