"""A schema in one piece."""

from typing import Annotated, Any, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field
from pydantic_forms.utils.schema import inline_refs

from perdure.forms import Choice, DropDown, FormPage, page_schema


class Speed(Choice):
    FAST = "1", "Fast"


class Port(BaseModel):
    name: str
    speed: Speed


class Node(BaseModel):
    name: str
    children: list["Node"] = Field(default_factory=list)


class Cat(BaseModel):
    kind: Literal["cat"]
    port: Port


class Dog(BaseModel):
    kind: Literal["dog"]


class Page(FormPage):
    speed: DropDown[Speed] = Field(Speed.FAST, title="Speed!")
    ports: list[Port]
    tree: Node
    pet: Annotated[Cat | Dog, Field(discriminator="kind")]


def test_without_references() -> None:
    """What is referred to stands where it is referred to; what the field says of itself wins."""
    properties = page_schema(Page, inline_refs=True)["properties"]

    assert {
        "enum": ["1"],
        "options": {"1": "Fast"},
        "title": "Speed!",
        "type": "string",
        "format": "select",
        "default": "1",
    } == properties["speed"]
    assert ["1"] == properties["ports"]["items"]["properties"]["speed"]["enum"]


def test_what_has_to_stay() -> None:
    """A definition that contains itself, and those that a discriminator names, stay where they are."""
    schema = page_schema(Page, inline_refs=True)

    assert {"Node", "Cat", "Dog"} == schema["$defs"].keys()
    assert {"$ref": "#/$defs/Node"} == schema["$defs"]["Node"]["properties"]["children"]["items"]


def test_same_as_pydantic_forms() -> None:
    """It is what pydantic-forms makes of the same schema."""
    assert inline_refs(page_schema(Page)) == page_schema(Page, inline_refs=True)


ANSWERS: dict[str, Any] = {
    "ports": [{"name": "a", "speed": "1"}],
    "tree": {"name": "a", "children": [{"name": "b"}]},
    "pet": {"kind": "cat", "port": {"name": "c", "speed": "1"}},
}


@pytest.mark.parametrize(
    "wrong", [{}, {"speed": "2"}, {"ports": [{}]}, {"tree": {"children": [{}]}}, {"pet": {"kind": "cow"}}]
)
def test_means_the_same(wrong: dict[str, Any]) -> None:
    """The same answers are valid."""
    answers = ANSWERS | wrong
    validators = [Draft202012Validator(page_schema(Page, inline_refs=inline)) for inline in (False, True)]

    assert [not wrong] * 2 == [validator.is_valid(answers) for validator in validators]


def test_a_field_called_like_a_keyword() -> None:
    """Fields may be called `$ref`, `oneOf` or `discriminator`."""

    class Odd(FormPage):
        one: int = Field(alias="$ref")
        two: int = Field(alias="oneOf")
        three: int = Field(alias="discriminator")

    assert page_schema(Odd) == page_schema(Odd, inline_refs=True)
