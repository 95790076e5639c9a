"""What a browser posted, as answers in JSON."""

from typing import Any

import pytest

from perdure.console.rendering import Posted, read_page

NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ({"type": "string"}, {}),
        ({"type": "string", "default": "LR"}, {"field": ""}),
        ({"anyOf": [{"type": "string"}, NULL]}, {"field": None}),
        ({"anyOf": [{"type": "integer"}, NULL], "default": 7}, {"field": None}),
        ({"type": "integer"}, {}),
        ({"type": "integer", "default": 7}, {"field": None}),
        ({"enum": ["a", "b"]}, {}),
        ({"anyOf": [{"enum": ["a", "b"]}, NULL]}, {"field": None}),
        ({"type": "string", "format": "date"}, {}),
        ({"type": "string", "format": "password"}, {}),
    ],
)
def test_empty_boxes(field: dict[str, Any], expected: dict[str, Any]) -> None:
    """An empty box is null where null is an answer, else no answer; only a text with a default may be emptied."""
    assert expected == read_page({"properties": {"field": field}}, Posted.of([("/field", "")]))


@pytest.mark.parametrize(
    ("field", "text", "expected"),
    [
        ({"type": "integer"}, " 12 ", 12),
        ({"type": "integer"}, "1e3", "1e3"),
        ({"type": "integer"}, "twelve", "twelve"),
        ({"type": "number"}, "0.1", 0.1),
        ({"type": "number"}, "1e999", "1e999"),
        ({"type": "number"}, "0,1", "0,1"),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, "0.10", "0.10"),
        ({"enum": [1, 2]}, "2", 2),
        ({"enum": [1, 2]}, "3", "3"),
        ({"type": "object"}, '{"a": 1}', {"a": 1}),
        ({"type": "object"}, "{", "{"),
        ({"type": "string", "format": "long"}, "a\r\nb", "a\nb"),
        ({"type": "number", "format": "timestamp"}, "1970-01-02", 86_400),
        ({"type": "string", "format": "date-time"}, "soon", "soon "),
    ],
)
def test_what_was_typed(field: dict[str, Any], text: str, expected: object) -> None:
    """What can be the field's value becomes it, exactly; what cannot stays as it was typed in."""
    schema = {"properties": {"field": field}}
    assert {"field": expected} == read_page(schema, Posted.of([("/field", text)]))


def test_nothing_posted() -> None:
    """A box that is not ticked is false, a list without ticks empty; a radio without choice is no answer."""
    schema = {
        "properties": {
            "ticked": {"type": "boolean"},
            "several": {"type": "array", "uniqueItems": True, "items": {"enum": ["a"]}},
            "none": {"anyOf": [{"type": "array", "items": {"type": "string"}}, NULL]},
            "radio": {"enum": ["a"], "format": "radio"},
            "sure": {"format": "accept", "enum": ["ACCEPTED", "INCOMPLETE"]},
        }
    }
    expected = {"ticked": False, "several": [], "none": None, "sure": "INCOMPLETE"}
    assert expected == read_page(schema, Posted())


def test_unknown_names() -> None:
    """What the page does not ask for is left out, what it only shows as well."""
    schema = {"properties": {"name": {"type": "string"}, "speed": {"type": "integer", "readOnly": True}}}
    posted = Posted.of([("/name", "a"), ("/speed", "1"), ("/other", "x"), ("_do", "next")])
    assert {"name": "a"} == read_page(schema, posted)


def test_rows() -> None:
    """Rows are in order; empty ones count until the page is handed in. How many there are is believed up to a point."""
    schema = {"properties": {"tags": {"type": "array", "items": {"type": "string"}}}}
    pairs = [("/tags", "3"), ("/tags/0", "b"), ("/tags/1", ""), ("/tags/2", "a")]
    assert {"tags": ["b", "a"]} == read_page(schema, Posted.of(pairs))
    assert {"tags": ["b", None, "a"]} == read_page(schema, Posted.of(pairs, settled=False))
    assert {"tags": []} == read_page(schema, Posted.of([("/tags", "-1")]))
    for said in ("9" * 5000, "99999999", "²"):
        found = read_page(schema, Posted.of([("/tags", said), ("/tags/0", "a")]))["tags"]
        assert found in (["a"], [])


def test_a_checklist() -> None:
    """It is accepted when every box is ticked that has to be."""
    data = [["Read", "info"], ["Cables", "checkbox"], ["Labels", "checkbox?"], ["Power", ">checkbox"]]
    schema = {"properties": {"sure": {"format": "accept", "data": data}}}
    assert {"sure": "ACCEPTED"} == read_page(schema, Posted.of([("/sure", "1"), ("/sure", "3")]))
    assert {"sure": "INCOMPLETE"} == read_page(schema, Posted.of([("/sure", "1"), ("/sure", "2")]))


def test_an_object_that_may_be_missing() -> None:
    """It is null until somebody adds it."""
    inner = {"type": "object", "properties": {"low": {"type": "integer"}}}
    schema = {"properties": {"range": {"anyOf": [inner, NULL]}}}
    assert {"range": None} == read_page(schema, Posted.of([("/range", "0"), ("/range/low", "1")]))
    assert {"range": {"low": 1}} == read_page(schema, Posted.of([("/range", "1"), ("/range/low", "1")]))
