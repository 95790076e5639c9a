"""The confirmation."""

from typing import Any

import pytest

from perdure.forms import Accept, FormPage, FormValidationError, form_errors, page_schema, post_form


class Page(FormPage):
    sure: Accept


def test_schema() -> None:
    """Clients get both answers and the format they know."""
    assert {
        "enum": ["ACCEPTED", "INCOMPLETE"],
        "format": "accept",
        "title": "Sure",
        "type": "string",
    } == page_schema(Page)["properties"]["sure"]


def test_accepted() -> None:
    """A given confirmation is an answer like others."""
    assert {"sure": "ACCEPTED"} == post_form(lambda: Page, {}, [{"sure": "ACCEPTED"}])


@pytest.mark.parametrize(
    ("answers", "kind", "msg"),
    [
        ({"sure": "INCOMPLETE"}, "value_error", "Not all tasks are done"),
        ({"sure": "yes"}, "enum", "Choose 'ACCEPTED' or 'INCOMPLETE'"),
        ({"sure": True}, "string_type", "Enter a text"),
        ({}, "missing", "Fill in this field"),
    ],
)
def test_refused(answers: dict[str, Any], kind: str, msg: str) -> None:
    """Everything but the confirmation is refused."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [answers])

    assert [(["sure"], kind, msg)] == [
        (error.loc, error.type, error.msg) for error in form_errors(raised.value)
    ]
