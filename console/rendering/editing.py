"""Rows added, taken away and moved, before the page is handed in."""

from collections.abc import Mapping
from typing import Any, Final

from pydantic import JsonValue

from .page import page_widget
from .widgets.nested import Group, Maybe, Repeat, Rows
from .widgets.widget import Answer, Widget, key_of

EDITS: Final = frozenset({"add", "remove", "up", "down"})
"""What can be done with rows. `add` names the list, the others the row."""


def edited(schema: Mapping[str, Any], values: dict[str, Any], edit: str, name: str) -> str | None:
    """Changes a page's values as a button on it says.

    Args:
        schema: The page's JSON Schema.
        values: What is filled in; changed in place.
        edit: One of `EDITS`.
        name: The JSON Pointer of the list, or of the row.

    Returns:
        The name of the row to go on with; None where there is no such list, or nothing to be changed.
    """
    keys = [key.replace("~1", "/").replace("~0", "~") for key in name.split("/")[1:]]
    # An object that may be missing is its own row.
    found = _found(page_widget(schema), values, keys) or _found(page_widget(schema), values, keys[:-1])
    if found is None:
        return None
    rows, holder, key = found
    match rows:
        case Maybe() if len(keys) == len(rows.part.path):
            holder[key] = rows.blank(0) if edit == "add" else None
            return rows.part.name
        case Repeat():
            return _changed(rows, holder, key, edit, keys[-1])
    return None


def _changed(rows: Repeat, holder: Any, key: str | int, edit: str, last: str) -> str | None:
    given = key_of(holder, str(key)) if isinstance(holder, dict) else holder[int(key)]
    items: list[JsonValue] = list(given) if isinstance(given, list) else []
    items += [rows.blank(index) for index in range(len(items), min(rows.fewest, rows.most))]
    if edit == "add":
        if len(items) >= rows.most:
            return rows.part.name
        items.append(rows.blank(len(items)))
        place = len(items) - 1
    else:
        place = _moved(items, edit, int(last) if last.isdecimal() else len(items))
    holder[key] = items
    return rows.row(place).part.name if 0 <= place < len(items) else rows.part.name


def _moved(items: list[JsonValue], edit: str, index: int) -> int:
    """Changes the items, and says which is to be looked at now."""
    if index >= len(items):
        return -1
    if edit == "remove":
        del items[index]
        return min(index, len(items) - 1)
    other = index + (1 if edit == "down" else -1)
    if not 0 <= other < len(items):
        return index
    items[index], items[other] = items[other], items[index]
    return other


def _found(page: Group, values: dict[str, Any], keys: list[str]) -> tuple[Rows, Any, str | int] | None:
    """The rows at a place, with what holds their value, and under which key."""
    widget: Widget | None = page
    holder: Any = None
    value: Answer = values
    key: str | int = ""
    for name in keys:
        holder = value
        match widget, value:
            case ((Group() | Maybe()), dict()):
                group = widget if isinstance(widget, Group) else widget.row(0)
                widget, key, value = group.field(name), name, key_of(value, name)
            case Repeat(), list() if name.isdecimal() and int(name) < len(value):
                key = int(name)
                widget, value = widget.row(key), value[key]
            case _:
                return None
    return (widget, holder, key) if isinstance(widget, Rows) and keys else None
