"""A page of a form as HTML: a template per widget, each in the frame that all fields have."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ...forms import FormFieldError, UploadedFile
from ...forms.conditions import UNANSWERED
from .conditions import said_when
from .flaws import Flaws, place
from .lookups import Lookup
from .page import page_widget
from .posted import Posted
from .rules import rules_of
from .widgets.nested import Group, Rows
from .widgets.widget import Answer, Widget

_TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
_loaders: list[BaseLoader] = [FileSystemLoader(_TEMPLATES)]


@dataclass(frozen=True, slots=True)
class Extras:
    """What a page shows that is neither in its schema nor in its values.

    Args:
        errors: What is wrong with the values.
        lookups: By the field's name, what is known of the options of a search field.
        files: By id, what is known of files.
        kept: The names of secrets that were given before and need not be given again.
        posted: What a browser has posted, for what is not in the values: which boxes of a checklist are ticked.
        focus: The name of the field to begin in; left out, the first that has an error.
        prefix: What the ids of its elements begin with, where several forms are shown together.
    """

    errors: Sequence[FormFieldError] = ()
    lookups: Mapping[str, Lookup] = field(default_factory=dict)
    files: Mapping[str, UploadedFile] = field(default_factory=dict)
    kept: Collection[str] = ()
    posted: Posted = field(default_factory=Posted)
    focus: str | None = None
    prefix: str = ""


def draw(schema: Mapping[str, Any], values: Mapping[str, Any], extras: Extras | None = None) -> Markup:
    """The fields of a page as HTML, with a summary of its errors above them; the form around them is the caller's.

    Args:
        schema: The page's JSON Schema.
        values: What is filled in, by field name; see `initial_values`.
        extras: What else is shown.
    """
    drawn = extras or Extras()
    page = page_widget(schema, drawn.prefix)
    return Drawing(drawn, place(page, values, drawn.errors)).page(page, dict(values))


def add_templates(loader: BaseLoader) -> None:
    """Has templates of own widgets looked for here, after the console's own."""
    _loaders.append(loader)
    _environment.cache_clear()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A page that is being drawn; what templates know as `form`.

    Args:
        extras: What it shows beside its values.
        flaws: What is wrong with the values.
    """

    extras: Extras
    flaws: Flaws

    def page(self, page: Group, values: Answer) -> Markup:
        """The whole page."""
        return self._rendered("form/page.html", page, values, None)

    def inside(self, widget: Widget, value: Answer) -> Markup:
        """All the widgets in one."""
        inner = list(widget.inner(value))
        siblings = {one.key: one for one, _ in inner}
        drawn = [
            self._rendered(one.template, one, inside, said_when(one.part, siblings)) for one, inside in inner
        ]
        return Markup("").join(drawn)

    def row(self, rows: Rows, value: Answer, index: int) -> Markup:
        """One of the rows."""
        widget = rows.rows(value)[index]
        return self._rendered(widget.template, widget, rows.row_value(value, index), None)

    def errors(self, widget: Widget) -> Sequence[str]:
        """What is wrong with its value."""
        return self.flaws.at.get(widget.part.name, ())

    def begins(self, widget: Widget) -> bool:
        """Whether the page begins in this field."""
        return widget.part.name == (self.extras.focus or self.flaws.first)

    def described_by(self, widget: Widget, when: str | None = None) -> str:
        """The ids of what is said about a field: when it is asked, hint, rule, errors."""
        said = {
            "when": when,
            "hint": widget.part.description,
            "rule": rules_of(widget.part),
            "error": self.errors(widget),
        }
        return " ".join(f"{widget.part.id}~{name}" for name, words in said.items() if words)

    def lookup(self, widget: Widget) -> Lookup:
        """What is known of the options of a search field."""
        return self.extras.lookups.get(widget.part.name, Lookup())

    def _rendered(self, template: str, widget: Widget, value: Answer, when: str | None) -> Markup:
        shown = None if value is UNANSWERED else value
        text = _environment().get_template(template).render(form=self, widget=widget, value=shown, when=when)
        return Markup(text)  # noqa: S704 — a template escapes what it shows


def layout_of(widget: Widget) -> str:
    """The classes that put a field into its place on a grid of twelve columns."""
    layout = widget.part.schema.get("layout", {})
    names = {"span": "span", "start": "start", "rowSpan": "rows", "align": "align"}
    classes = [f"{names[key]}-{value}" for key, value in layout.items() if key in names]
    return " ".join([*classes, *(["start-1"] if layout.get("newRow") and "start" not in layout else [])])


def is_optional(widget: Widget) -> bool:
    """Whether a field may be left empty."""
    part = widget.part
    if part.nullable:
        return True
    # Such a field is not in `required`, and yet has to be filled in while it is visible.
    asked_always = "x-visible-when" not in part.schema or "default" in part.schema
    return not part.required and asked_always and not part.schema.get("default")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader(_loaders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"json": _json}
    environment.globals |= {"rules_of": rules_of, "layout_of": layout_of, "is_optional": is_optional}
    return environment


def _json(value: Any) -> str:
    """JSON for an attribute; as such it is escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
