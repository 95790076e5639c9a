"""What a question begins with."""

from datetime import date
from typing import Annotated, Any

import pytest

from perdure.forms import (
    Choice,
    FormDefinitionError,
    FormPage,
    FormValidationError,
    Initial,
    Integer,
    Secret,
    page_schema,
    post_form,
)


class Colour(Choice):
    RED = "red"


class Page(FormPage):
    name: Annotated[str, Initial("orders")]
    day: Annotated[date, Initial(date(2026, 2, 28))]
    colour: Annotated[Colour, Initial(Colour.RED)]
    limit: Annotated[int, Integer(ge=1), Initial(0)]


def test_schema() -> None:
    """Clients get it as JSON, under another name than a default; the field stays required."""
    schema = page_schema(Page)

    assert {"name": "orders", "day": "2026-02-28", "colour": "red", "limit": 0} == {
        name: field["initial"] for name, field in schema["properties"].items()
    }
    assert ["name", "day", "colour", "limit"] == schema["required"]
    assert not any("default" in field for field in schema["properties"].values())


def test_is_no_answer() -> None:
    """A field that was not sent is missing, whatever it began with."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{"name": "x", "colour": "red"}])

    assert [["day"], ["limit"]] == [error.loc for error in raised.value.errors]


def test_not_for_secrets() -> None:
    """A secret that begins with something is refused: it would be shown."""

    class Login(FormPage):
        password: Annotated[Secret, Initial("change me")]

    drawn: Any = None
    with pytest.raises(FormDefinitionError, match="A secret has no initial value"):
        drawn = page_schema(Login)
    assert drawn is None
