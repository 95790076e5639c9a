"""The JSON Schema of pages."""

from datetime import date, timedelta
from decimal import Decimal
from ipaddress import IPv4Network
from itertools import count
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from jsonschema import Draft202012Validator
from pydantic import AwareDatetime, BaseModel, Field, SecretStr

from perdure.forms import (
    Accept,
    Choice,
    Dec,
    DropDown,
    Float,
    FormPage,
    Integer,
    MultiSelect,
    Radio,
    Text,
    choice,
    choice_list,
    page_schema,
    take_secrets,
)


class Port(BaseModel):
    name: str
    speed: int = Field(default=1, frozen=True)


class Colour(Choice):
    RED = "red", "Red"
    BLUE = "blue", "Blue"


class Cat(BaseModel):
    kind: Literal["cat"]


class Dog(BaseModel):
    kind: Literal["dog"]


class Everything(FormPage):
    text: Annotated[str, Text(max_length=63, pattern="^[a-z]+$")]
    integer: Annotated[int, Integer(ge=1)]
    floating: Annotated[float, Float(le=1)]
    exact: Annotated[Decimal, Dec(digits=5, places=2)]
    radio: Radio[Colour]
    drop_down: DropDown[choice("Server", {"a": "A", "b": "B"})]  # type: ignore[misc]
    nothing: DropDown[choice("Nothing", {})] | None = None  # type: ignore[misc]
    several: MultiSelect[Colour] = Field(min_length=1)
    listed: choice_list(Colour, min_items=1)  # type: ignore[valid-type]
    accept: Accept
    day: date
    moment: AwareDatetime
    length: timedelta
    product: UUID
    network: IPv4Network
    port: Port
    ports: list[Port]
    pet: Cat | Dog = Field(discriminator="kind")
    secret: SecretStr
    optional: str | None
    agreed: bool = False
    shown: str = Field("x", frozen=True)
    made: list[int] = Field(default_factory=lambda: [1, 2])


def test_valid_under_the_draft() -> None:
    """A page with every kind of field is a schema of draft 2020-12."""
    Draft202012Validator.check_schema(page_schema(Everything))


def test_answers_fit_their_schema() -> None:
    """What a page gives as JSON is what its schema describes."""
    answers = {
        "text": "abc",
        "integer": 1,
        "floating": 0.5,
        "exact": "1.50",
        "radio": "red",
        "drop_down": "b",
        "several": ["red"],
        "listed": ["red", "red"],
        "accept": "ACCEPTED",
        "day": "2026-02-28",
        "moment": "2026-02-28T12:00:00Z",
        "length": "PT1H",
        "product": "866525c8-a868-49bc-b006-1a60e492631e",
        "network": "10.0.0.0/8",
        "port": {"name": "x"},
        "ports": [{"name": "y", "speed": 3}],
        "pet": {"kind": "dog"},
        "secret": "s",
        "optional": None,
    }
    validator = Draft202012Validator(page_schema(Everything))

    validator.validate(answers)
    given, secrets = take_secrets(Everything.model_validate(answers).answers())
    validator.validate(given | secrets)


def test_closed_page() -> None:
    """The schema says that no other fields are taken, and which ones are required."""
    schema = page_schema(Everything)

    assert schema["additionalProperties"] is False
    assert {"nothing", "agreed", "shown", "made"} == set(schema["properties"]) - set(schema["required"])


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("day", {"format": "date", "title": "Day", "type": "string"}),
        ("moment", {"format": "date-time", "title": "Moment", "type": "string"}),
        ("agreed", {"default": False, "title": "Agreed", "type": "boolean"}),
        ("port", {"$ref": "#/$defs/Port"}),
        ("ports", {"items": {"$ref": "#/$defs/Port"}, "title": "Ports", "type": "array"}),
        ("optional", {"anyOf": [{"type": "string"}, {"type": "null"}], "title": "Optional"}),
        ("secret", {"format": "password", "title": "Secret", "type": "string", "writeOnly": True}),
        ("shown", {"default": "x", "readOnly": True, "title": "Shown", "type": "string"}),
        ("made", {"default": [1, 2], "items": {"type": "integer"}, "title": "Made", "type": "array"}),
    ],
)
def test_plain_types(field: str, schema: dict[str, Any]) -> None:
    """Pydantic's own types look as clients of pydantic-forms know them."""
    assert schema == page_schema(Everything)["properties"][field]


def test_frozen_field_of_a_nested_object_is_input() -> None:
    """Only the page's own frozen fields are read-only."""
    assert "readOnly" not in page_schema(Everything)["$defs"]["Port"]["properties"]["speed"]


def test_factory_is_asked_each_time() -> None:
    """A default that is made is made anew for every drawing of the page."""
    numbers = count(1)

    class Page(FormPage):
        number: int = Field(default_factory=lambda: next(numbers))

    assert [1, 2] == [page_schema(Page)["properties"]["number"]["default"] for _ in range(2)]


def test_schemas_are_the_callers_own() -> None:
    """Whoever alters a schema does not alter the next one."""
    page_schema(Everything)["properties"].clear()

    assert "text" in page_schema(Everything)["properties"]


def test_factory_that_needs_other_fields() -> None:
    """A default computed from other answers is not known when the page is drawn."""

    class Page(FormPage):
        low: int
        high: int = Field(default_factory=lambda data: data["low"] + 1)

    assert {"title": "High", "type": "integer"} == page_schema(Page)["properties"]["high"]
    assert {"low": 1, "high": 2} == Page.model_validate({"low": 1}).answers()
