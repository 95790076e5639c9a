"""Restricted text."""

from typing import Annotated, Any

import pytest

from perdure.forms import FormPage, FormValidationError, Text, form_errors, page_schema, post_form


class Page(FormPage):
    name: Annotated[str, Text(min_length=2, max_length=5, pattern=r"^[a-z][a-z0-9_]*$")]


def test_schema() -> None:
    """Clients see the lengths and the pattern."""
    assert {
        "type": "string",
        "minLength": 2,
        "maxLength": 5,
        "pattern": "^[a-z][a-z0-9_]*$",
        "title": "Name",
    } == page_schema(Page)["properties"]["name"]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("a", "string_too_short"),
        ("abcdef", "string_too_long"),
        ("1ab", "string_pattern_mismatch"),
        ("abc\n", "string_pattern_mismatch"),
        (12, "string_type"),
        (None, "string_type"),
    ],
)
def test_refused(value: Any, kind: str) -> None:
    """Text of another length or shape is refused, and so is what is no text."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{"name": value}])

    assert [(["name"], kind)] == [(error.loc, error.type) for error in form_errors(raised.value)]


def test_accepted() -> None:
    """Text of that shape arrives unchanged."""
    assert {"name": "ab_1"} == post_form(lambda: Page, {}, [{"name": "ab_1"}])
