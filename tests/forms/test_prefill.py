"""What may be filled in before anybody has answered."""

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, model_validator

from perdure.forms import (
    Choice,
    FormGenerator,
    FormNotCompleteError,
    FormPage,
    Integer,
    Label,
    MultiSelect,
    Secret,
    generate_form,
    page_schema,
    post_form,
    read_only_field,
    valid_part,
)


class Colour(Choice):
    RED = "red"
    BLUE = "blue"


class Port(BaseModel):
    name: str
    vlan: Annotated[int, Integer(ge=1)]


class Page(FormPage):
    name: str = Field(max_length=5)
    limit: Annotated[int, Integer(ge=1)]
    colours: MultiSelect[Colour]
    port: Port
    ports: list[Port] = Field(default_factory=list)
    aliased: str = Field("", alias="otherName")
    password: Secret
    shown: read_only_field("x")  # type: ignore[valid-type]
    label: Label = "hello"

    @model_validator(mode="after")
    def not_both(self) -> "Page":
        if self.name == "both":
            raise ValueError("not both")
        return self


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({}, {}),
        ({"name": "a", "limit": 5}, {"name": "a", "limit": 5}),
        ({"name": "too long", "limit": 5}, {"limit": 5}),
        ({"name": "a", "limit": 0, "unknown": 1}, {"name": "a"}),
        ({"colours": ["red", "green", "blue", "grey"]}, {"colours": ["red", "blue"]}),
        ({"port": {"name": "a", "vlan": 0}}, {"port": {"name": "a"}}),
        (
            {"ports": [{"name": "a", "vlan": 0}, {"name": "b", "vlan": 1}, 7]},
            {"ports": [{"name": "a"}, {"name": "b", "vlan": 1}]},
        ),
        ({"port": "x"}, {}),
        ({"otherName": "a"}, {"otherName": "a"}),
        ({"otherName": 1, "aliased": "x"}, {}),
        ({"password": "secret", "shown": "y", "label": "z"}, {}),
        ({"name": "a\0", "limit": 5}, {"limit": 5}),
        ({"name": "both"}, {"name": "both"}),
    ],
)
def test_valid_part(values: dict[str, Any], kept: dict[str, Any]) -> None:
    """What is asked and right is kept, of lists and objects what is right in them; never secrets nor what is shown."""
    assert kept == valid_part(Page, values)


def test_values_stay_as_they_are() -> None:
    """What was given is not altered."""
    values = {"colours": ["red", "green"], "name": "too long"}

    valid_part(Page, values)

    assert {"colours": ["red", "green"], "name": "too long"} == values


def test_in_the_schema() -> None:
    """It goes out as `initial`; the field stays required, and the next page is drawn without it."""
    schema = page_schema(Page, initial={"name": "a", "otherName": "b"})

    assert ("a", "b") == (
        schema["properties"]["name"]["initial"],
        schema["properties"]["otherName"]["initial"],
    )
    assert "name" in schema["required"]
    assert "initial" not in page_schema(Page)["properties"]["name"]


def form() -> FormGenerator:
    class First(FormPage):
        name: str
        kind: str

    first = yield First

    class Second(FormPage):
        name: str = Field(max_length=3)
        limit: int = 1

    second = yield Second
    return first.answers() | second.answers()


PREFILL = {"name": "orders", "limit": 5, "kind": 7}


def test_every_page_takes_what_it_asks() -> None:
    """Values for a whole form are filled in on each page where they fit."""
    first = generate_form(form, {}, [], prefill=PREFILL)
    with pytest.raises(FormNotCompleteError) as raised:
        post_form(form, {}, [{"name": "a", "kind": "b"}], prefill=PREFILL)

    assert first is not None
    assert ["name"] == [name for name, field in first["properties"].items() if "initial" in field]
    assert {"title": "Limit", "type": "integer", "default": 1, "initial": 5} == raised.value.form[
        "properties"
    ]["limit"]
    assert "initial" not in raised.value.form["properties"]["name"]


def test_what_is_never_right() -> None:
    """A page on which taking a value away makes the next one wrong ends as well."""

    class Chain(FormPage):
        numbers: list[int]

        @model_validator(mode="before")
        @classmethod
        def shrinking(cls, data: Any) -> Any:
            numbers = data.get("numbers", [])
            return {"numbers": [*numbers[:-1], "x"]} if numbers else data

    assert {} == valid_part(Chain, {"numbers": list(range(50))})
