"""When a field is asked at all, in words, and whether it is now. The browser does the same as the page is filled in."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue

from .part import Part
from .widgets.widget import Widget


def said_when(part: Part, siblings: Mapping[str, Widget]) -> str | None:
    """In words, what has to be for a field to be asked; None if it always is.

    Args:
        part: The field.
        siblings: The fields beside it, and itself.
    """
    condition = part.schema.get("x-visible-when")
    if not condition:
        return None
    tests = [
        f"{siblings[name].part.label} {_said(test, siblings[name])}"
        for name, test in condition.get("properties", {}).items()
        if name in siblings
    ]
    return f"Only if {' and '.join(tests)}." if tests else None


def holds(condition: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a condition holds for the fields of an object, as JSON Schema has it."""
    if any(name not in values for name in condition.get("required", ())):
        return False
    return all(
        name not in values or _passes(test, values[name])
        for name, test in condition.get("properties", {}).items()
    )


def _passes(test: Mapping[str, Any], value: JsonValue) -> bool:
    match test:
        case {"const": wanted}:
            return _same(value, wanted)
        case {"enum": list(wanted)}:
            return any(_same(value, one) for one in wanted)
        case {"not": dict(refused)}:
            return not _passes(refused, value)
        case {"contains": {"const": item}}:
            return isinstance(value, list) and any(_same(one, item) for one in value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return bool(test.get("minimum", value) <= value <= test.get("maximum", value))


def _same(one: JsonValue, other: JsonValue) -> bool:
    """Equality as JSON Schema has it: 1 is 1.0, but not true."""
    return isinstance(one, bool) == isinstance(other, bool) and one == other


def _said(test: Mapping[str, Any], of: Widget) -> str:
    match test:
        case {"const": value}:
            return f"is {_plain(value, of)}"
        case {"enum": list(values)}:
            return f"is {' or '.join(_plain(value, of) for value in values)}"
        case {"not": dict(inner)}:
            return _said(inner, of).replace("is ", "is not ", 1).replace(" or ", " nor ")
        case {"contains": {"const": item}}:
            return f"has {_plain([item], of)}"
    bounds = {"at least": test.get("minimum"), "at most": test.get("maximum")}
    return f"is {' and '.join(f'{word} {bound:g}' for word, bound in bounds.items() if bound is not None)}"


def _plain(value: JsonValue, of: Widget) -> str:
    return "left empty" if value is None else of.said(value)
