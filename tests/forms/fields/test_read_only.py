"""Values that are shown and not asked."""

from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel

from perdure.forms import FormPage, LongText, page_schema, post_form, read_only_field, read_only_list

ID = UUID("866525c8-a868-49bc-b006-1a60e492631e")


class Colour(StrEnum):
    RED = "red"


class Port(BaseModel):
    name: str


def page(annotation: Any) -> type[FormPage]:
    class Page(FormPage):
        field: annotation

    return Page


@pytest.mark.parametrize(
    ("shown", "kind", "value"),
    [
        ("x", "string", "x"),
        (1, "integer", 1),
        (True, "boolean", True),
        (1.5, "number", 1.5),
        (None, "string", None),
        (ID, "string", str(ID)),
        (Colour.RED, "string", "red"),
    ],
)
@pytest.mark.parametrize("sent", [{}, {"field": "other"}, {"field": None}])
def test_values(shown: Any, kind: str, value: Any, sent: dict[str, Any]) -> None:
    """A value keeps its type in the schema and in the answers, whatever is sent for it."""
    shown_page = page(read_only_field(shown))
    hint = {"disabled": True, "value": value}

    assert {
        "const": value,
        "default": value,
        "type": kind,
        "title": "Field",
        "readOnly": True,
        "uniforms": hint,
        "extraProperties": hint,
    } == page_schema(shown_page)["properties"]["field"]
    assert {"field": value} == post_form(lambda: shown_page, {}, [sent])


def test_on_the_page() -> None:
    """The form gets the value that it gave."""
    assert ID == page(read_only_field(ID)).model_validate({}).field


def test_look() -> None:
    """A value can have the look of another type."""
    assert "long" == page_schema(page(read_only_field("x", LongText)))["properties"]["field"]["format"]


@pytest.mark.parametrize(
    ("shown", "value"), [(["a", "b"], ["a", "b"]), ([], []), ([Port(name="n")], [{"name": "n"}])]
)
def test_lists(shown: list[Any], value: list[Any]) -> None:
    """A list is shown with its items, and is the answer."""
    shown_page = page(read_only_list(shown))
    schema = page_schema(shown_page)["properties"]["field"]

    assert (value, True, "array") == (schema["default"], schema["readOnly"], schema["type"])
    assert {"field": value} == post_form(lambda: shown_page, {}, [{"field": ["z"]}])


@pytest.mark.parametrize(
    ("make", "error", "found"),
    [
        (lambda: read_only_field(["a"]), TypeError, "shown by read_only_list"),
        (lambda: read_only_field(object()), TypeError, "found object"),
        (lambda: read_only_field("x", str), TypeError, "no look of its own"),
        (lambda: read_only_list("a"), ValueError, "found 'a'"),
        (lambda: read_only_list(None), ValueError, "found None"),
        (lambda: read_only_list(["a", 1]), TypeError, "found int, str"),
        (lambda: read_only_list([None]), TypeError, "found NoneType"),
    ],
)
def test_what_cannot_be_shown(make: Any, error: type[Exception], found: str) -> None:
    """A value that cannot be shown is refused when the page is declared, with what was found."""
    with pytest.raises(error, match=found):
        make()
