"""Answers read over before they are handed in."""

from typing import Any

import pytest

from perdure.console.rendering import Lookup, reviewed
from perdure.console.rendering.conditions import holds

SCHEMA = {
    "title": "Order",
    "properties": {
        "kind": {"enum": ["t", "u"], "options": {"t": "Tagged", "u": "Untagged"}, "title": "Kind"},
        "vlan": {
            "type": "integer",
            "x-visible-when": {"properties": {"kind": {"const": "t"}}, "required": ["kind"]},
        },
        "note": {"readOnly": True, "default": "look", "type": "string"},
        "ports": {
            "type": "array",
            "items": {"type": "object", "properties": {"name": {"type": "string"}}},
        },
        "range": {
            "anyOf": [{"type": "object", "properties": {"low": {"type": "integer"}}}, {"type": "null"}]
        },
        "password": {"type": "string", "format": "password"},
        "server": {"type": "string", "format": "search-select"},
        "contract": {"type": "string", "format": "file"},
        "managed": {"type": "boolean"},
    },
}


def test_answers_in_words() -> None:
    """Labels instead of values, secrets not shown, what is not asked left out, what is empty said to be."""
    values = {
        "kind": "u",
        "vlan": 7,
        "ports": [{"name": "eth0"}, {"name": "eth1"}],
        "range": None,
        "password": "hunter2",
        "server": "s1",
        "contract": "f1",
        "managed": True,
    }
    page = reviewed(SCHEMA, values, {"/server": Lookup(chosen={"s1": "Server 1"})}, {"f1": "contract.pdf"})
    assert "Order" == page.title
    assert [
        ("Kind", "Untagged"),
        ("Ports 1: Name", "eth0"),
        ("Ports 2: Name", "eth1"),
        ("Range", "none"),
        ("Password", "given, not shown"),
        ("Server", "Server 1"),
        ("Contract", "contract.pdf"),
        ("Managed", "yes"),
    ] == page.rows
    asked = reviewed(SCHEMA, {"kind": "t", "range": {"low": 1}, "ports": []})
    assert ("Vlan", "not answered") in asked.rows
    assert ("Range: Low", "1") in asked.rows
    assert ("Ports", "none") in asked.rows


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        ({"const": 1}, 1.0, True),
        ({"const": 1}, True, False),
        ({"enum": ["a", None]}, None, True),
        ({"not": {"const": "a"}}, "b", True),
        ({"type": "number", "minimum": 10}, 10, True),
        ({"type": "number", "minimum": 10}, 9, False),
        ({"type": "number", "maximum": 10}, "9", False),
        ({"type": "array", "contains": {"const": "a"}}, ["b", "a"], True),
        ({"type": "array", "contains": {"const": "a"}}, "a", False),
    ],
)
def test_conditions(test: dict[str, Any], value: Any, expected: bool) -> None:
    """A condition holds here when it holds for the form."""
    assert expected == holds({"properties": {"a": test}, "required": ["a"]}, {"a": value})
    assert not holds({"properties": {"a": test}, "required": ["a"]}, {})
    assert holds({"properties": {"a": test}}, {})
