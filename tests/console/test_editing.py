"""Rows added, taken away and moved by buttons."""

from copy import deepcopy
from typing import Any

import pytest

from perdure.console.rendering import edited

PORT = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "speed": {"type": "integer", "default": 1000},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
SCHEMA = {
    "properties": {
        "ports": {"type": "array", "items": PORT, "minItems": 1, "maxItems": 3},
        "range": {"anyOf": [PORT, {"type": "null"}], "default": None},
        "name": {"type": "string"},
    }
}


def ports(*names: str) -> dict[str, Any]:
    return {"ports": [{"name": name, "speed": 10} for name in names], "name": "x"}


@pytest.mark.parametrize(
    ("edit", "name", "expected", "focus"),
    [
        ("remove", "/ports/0", ports("b"), "/ports/0"),
        ("remove", "/ports/1", ports("a"), "/ports/0"),
        ("up", "/ports/1", ports("b", "a"), "/ports/0"),
        ("down", "/ports/0", ports("b", "a"), "/ports/1"),
        ("up", "/ports/0", ports("a", "b"), "/ports/0"),
        ("down", "/ports/1", ports("a", "b"), "/ports/1"),
        ("remove", "/ports/7", ports("a", "b"), "/ports"),
        ("remove", "/ports/x", ports("a", "b"), "/ports"),
        ("add", "/name", ports("a", "b"), None),
        ("add", "/nothing/here", ports("a", "b"), None),
        ("add", "", ports("a", "b"), None),
        ("remove", "/name/0", ports("a", "b"), None),
    ],
)
def test_rows(edit: str, name: str, expected: dict[str, Any], focus: str | None) -> None:
    """Rows are taken away and moved, with all that is in them; what makes no sense changes nothing."""
    values = ports("a", "b")
    assert focus == edited(SCHEMA, values, edit, name)
    assert expected == values


def test_adding() -> None:
    """A new row begins with what its fields begin with; the list grows up to its limit, from nothing as well."""
    values = ports("a", "b")
    assert "/ports/2" == edited(SCHEMA, values, "add", "/ports")
    assert {"speed": 1000, "tags": []} == values["ports"][2]
    full = deepcopy(values)
    assert "/ports" == edited(SCHEMA, values, "add", "/ports")
    assert full == values
    empty: dict[str, Any] = {}
    edited(SCHEMA, empty, "add", "/ports")
    assert 2 == len(empty["ports"])  # one was there already, empty


def test_a_list_in_a_list() -> None:
    """The rows of a row have buttons of their own."""
    values = ports("a", "b")
    assert "/ports/1/tags/0" == edited(SCHEMA, values, "add", "/ports/1/tags")
    assert [None] == values["ports"][1]["tags"]


def test_an_object_that_may_be_missing() -> None:
    """It is added and taken away like the one row of a list; lists in it work."""
    values: dict[str, Any] = {"range": None}
    assert "/range" == edited(SCHEMA, values, "add", "/range")
    assert {"speed": 1000, "tags": []} == values["range"]
    assert "/range/tags/0" == edited(SCHEMA, values, "add", "/range/tags")
    assert "/range" == edited(SCHEMA, values, "remove", "/range")
    assert {"range": None} == values
