"""Which widget asks for which part of a page: by its format, else by its shape. Front ends add their own."""

from collections.abc import Callable
from typing import Final, TypeAlias

from .part import Part
from .widgets.accept import Accept
from .widgets.anything import Anything
from .widgets.choice import Checkbox, DropDown, Radio, Several, YesNo
from .widgets.looked_up import File, MultiSearch, Search
from .widgets.moment import Date, DateTime, Timestamp
from .widgets.nested import Group, Maybe, Repeat
from .widgets.number import Decimal, Integer, Number
from .widgets.shown import Callout, Divider, Hidden, Label, Markdown, Shown, Subscription, Summary
from .widgets.text import LongText, Secret, Text
from .widgets.widget import Widget

Make: TypeAlias = Callable[[Part], Widget]

_SHOWN: Final[dict[str, Make]] = {
    "callout": Callout,
    "divider": Divider,
    "hidden": Hidden,
    "label": Label,
    "markdown": Markdown,
    "subscription": Subscription,
    "summary": Summary,
}
_BY_FORMAT: Final[dict[str, Make]] = {
    "accept": Accept,
    "date": Date,
    "date-time": DateTime,
    "decimal": Decimal,
    "file": File,
    "long": LongText,
    "multi-search-select": MultiSearch,
    "password": Secret,
    "search-select": Search,
    "timestamp": Timestamp,
}
_BY_TYPE: Final[dict[str, Make]] = {
    "boolean": Checkbox,
    "integer": Integer,
    "number": Number,
    "string": Text,
}
_own: dict[str, Make] = {}


def register_widget(format: str, make: Make) -> None:  # noqa: A002 — what JSON Schema calls it
    """Has fields of a format asked for by another widget: one of this program's front end.

    Args:
        format: The format, as in `Field(json_schema_extra={"format": "colour"})`.
        make: Makes the widget of a part, such as a subclass of `Widget`. Where its template is, the environment has to
            know: see `add_templates`.
    """
    _own[format] = make


def widget_of(part: Part) -> Widget:
    """The widget of a part of a page."""
    named = part.format or ""
    if named in _own:
        return _own[named](part)
    if part.read_only:
        return _SHOWN.get(named, Shown)(part)
    if named in _BY_FORMAT:
        return _BY_FORMAT[named](part)
    return _by_shape(part)


def _by_shape(part: Part) -> Widget:
    if "enum" in part.schema or "const" in part.schema:
        return Radio(part) if part.format == "radio" else DropDown(part)
    if {one.get("type") for one in part.alternatives} == {"number", "string"}:
        return Decimal(part)
    if part.kind == "array" and "items" in part.schema and "prefixItems" not in part.schema:
        return Several(part) if _is_selection(part) else Repeat(part, widget_of)
    if part.kind == "object" and "properties" in part.schema:
        return (Maybe if part.nullable else Group)(part, widget_of)
    make = YesNo if part.kind == "boolean" and part.nullable else _BY_TYPE.get(part.kind or "", Anything)
    return make(part)


def _is_selection(part: Part) -> bool:
    """Whether a list takes each of given options at most once."""
    once = part.format == "multiselect" or bool(part.schema.get("uniqueItems"))
    return once and "enum" in part.item(0).schema
