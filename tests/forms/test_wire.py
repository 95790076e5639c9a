"""Bodies: what clients of pydantic-forms read."""

from typing import Any

import pytest

from perdure.forms import (
    FormException,
    FormGenerator,
    FormPage,
    SubmitFormPage,
    form_body,
    page_schema,
    post_form,
)


class Name(FormPage):
    name: str


class Speed(SubmitFormPage):
    speed: int


def form() -> FormGenerator:
    name = yield Name
    speed = yield Speed
    return name.answers() | speed.answers()


def body(pages: Any) -> dict[str, Any]:
    with pytest.raises(FormException) as raised:
        post_form(form, {}, pages)
    return form_body(raised.value)


def test_next_page() -> None:
    """510: schema and meta of the page, its 0-based index, and a sentence."""
    assert {
        "type": "FormNotCompleteError",
        "title": "Form not complete",
        "status": 510,
        "detail": "Page 2 of the form needs answers.",
        "form": page_schema(Speed),
        "meta": {"hasNext": False},
        "page": 1,
    } == body([{"name": "x"}])


def test_page_that_does_not_fit() -> None:
    """400: the errors, the page's 0-based index, and a sentence."""
    assert {
        "type": "FormValidationError",
        "title": "Form not valid",
        "status": 400,
        "detail": "Page 2 of the form has 1 error.",
        "validation_errors": [{"loc": ["speed"], "msg": "Fill in this field", "type": "missing"}],
        "page": 1,
    } == body([{"name": "x"}, {}])


def test_too_many_pages() -> None:
    """422: both numbers, and a code for programs."""
    assert {
        "type": "FormOverflowError",
        "title": "Too many pages",
        "status": 422,
        "detail": "The form is complete after 2 pages, but 3 were sent; leave the rest out.",
        "code": "form_overflow",
    } == body([{"name": "x"}, {"speed": 1}, {}])


def test_no_pages_at_all() -> None:
    """422: what it is instead, and a code for programs."""
    assert {
        "type": "FormInputError",
        "title": "Answers are not readable",
        "status": 422,
        "detail": "Answers are a list with one JSON object per page, not an object.",
        "code": "form_input",
    } == body({"name": "x"})
