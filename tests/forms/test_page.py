"""Pages: what they take, keep, refuse and give."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from perdure.forms import FormPage, FormValidationError, SubmitFormPage, form_errors, page_schema, post_form


def submit(page: type[FormPage], answers: dict[str, Any]) -> dict[str, Any]:
    return post_form(lambda: page, {}, [answers])


def refused(page: type[FormPage], answers: dict[str, Any]) -> list[tuple[list[int | str], str]]:
    """Where and why the answers are refused."""
    with pytest.raises(FormValidationError) as raised:
        submit(page, answers)
    return [(error.loc, error.type) for error in form_errors(raised.value)]


class Address(BaseModel):
    street: str
    number: int


class Order(FormPage):
    model_config = ConfigDict(title="Order")

    agreed: bool
    day: date
    moment: AwareDatetime
    product: UUID
    price: Decimal
    address: Address
    more: list[Address] = Field(default_factory=list)
    note: str | None = None


ORDER = {
    "agreed": True,
    "day": "2026-02-28",
    "moment": "2026-02-28T12:00:00+01:00",
    "product": "866525c8-a868-49bc-b006-1a60e492631e",
    "price": "1.10",
    "address": {"street": "Science Park", "number": 140},
    "more": [{"street": "Moreelsepark", "number": 48}],
    "note": None,
}


def test_answers_are_json() -> None:
    """Plain pydantic types arrive typed and leave as the JSON they came as."""
    order = Order.model_validate(ORDER)

    assert (date(2026, 2, 28), Decimal("1.10"), 140) == (order.day, order.price, order.address.number)
    assert datetime(2026, 2, 28, 11, tzinfo=UTC) == order.moment
    assert ORDER == order.answers()


def test_values_that_do_not_fit() -> None:
    """Each wrong value is refused at its own place, also in nested objects and lists."""
    answers = ORDER | {"agreed": "maybe", "day": "30 February", "moment": "2026-02-28T12:00:00", "more": [{}]}

    assert [
        (["agreed"], "bool_parsing"),
        (["day"], "date_from_datetime_parsing"),
        (["moment"], "timezone_aware"),
        (["more", 0, "street"], "missing"),
        (["more", 0, "number"], "missing"),
    ] == refused(Order, answers)


def test_unknown_field() -> None:
    """A field that the page does not have is refused by name."""
    assert [(["colour"], "extra_forbidden")] == refused(Order, ORDER | {"colour": "red"})


def test_defaults_are_validated() -> None:
    """A default that does not fit is an error of the field, not a surprise in a step."""

    class Page(FormPage):
        speed: int = Field(default=0, ge=1)

    assert [(["speed"], "greater_than_equal")] == refused(Page, {})


@pytest.mark.parametrize("value", ["NaN", "inf", "-Infinity"])
def test_floats_are_finite(value: str) -> None:
    """Numbers that JSON does not have are refused."""

    class Page(FormPage):
        load: float

    assert [(["load"], "finite_number")] == refused(Page, {"load": value})


def test_titles() -> None:
    """A page has the title it was given, or the one that clients know as none."""
    assert "Order" == page_schema(Order)["title"]
    assert "unknown" == page_schema(FormPage)["title"]


def test_meta() -> None:
    """A page has another one after it, unless it is the one that submits."""
    assert ({"hasNext": True}, {"hasNext": False}) == (FormPage.meta__, SubmitFormPage.meta__)


class Shown(FormPage):
    customer: str = Field("SURF", frozen=True)
    tags: list[str] = Field(default_factory=lambda: ["a"], frozen=True)
    aliased: str = Field("kept", frozen=True, alias="other")
    speed: int = Field(-1, frozen=True, ge=1)
    token: str = Field(frozen=True)
    note: str = ""


@pytest.mark.parametrize(
    "submitted", [{}, {"customer": "KPN", "tags": None, "other": "x", "aliased": "y", "speed": 7}]
)
def test_frozen_fields_keep_their_default(submitted: dict[str, Any]) -> None:
    """Whatever is submitted for a frozen field, its default stands, even one that would not be valid."""
    expected = {"customer": "SURF", "tags": ["a"], "aliased": "kept", "speed": -1, "token": "t", "note": "n"}

    assert expected == submit(Shown, {"token": "t", "note": "n", **submitted})


def test_frozen_field_without_default_is_asked() -> None:
    """A frozen field with nothing to keep is an ordinary question."""
    assert [(["token"], "missing")] == refused(Shown, {})


def test_frozen_fields_are_read_only() -> None:
    """Clients are told which fields are only shown, with what they hold."""
    properties = page_schema(Shown)["properties"]

    assert {"customer", "tags", "other", "speed"} == {
        name for name, schema in properties.items() if schema.get("readOnly")
    }
    assert ["a"] == properties["tags"]["default"]
