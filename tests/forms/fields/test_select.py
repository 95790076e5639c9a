"""Radio, drop-down and multiselect."""

from enum import IntEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from perdure.forms import (
    Choice,
    DropDown,
    FormPage,
    FormValidationError,
    MultiSelect,
    Radio,
    choice,
    choice_list,
    form_errors,
    page_schema,
    post_form,
)


class Colour(Choice):
    RED = "red"
    BLUE = "blue"
    GREEN = "green"


class Speed(IntEnum):
    SLOW = 1
    FAST = 10


REF = {"$ref": "#/$defs/Colour"}


class Page(FormPage):
    radio: Radio[Colour] = Colour.RED
    drop_down: DropDown[Colour] = Field(default=Colour.RED, title="Paint", description="All over")
    optional: DropDown[Colour] | None = None
    literal: Radio[Literal["a", "b"]] = "a"
    number: DropDown[Speed] = Speed.SLOW
    several: MultiSelect[Colour] = Field(default=[], min_length=1, max_length=2, frozen=True)
    any_number: MultiSelect[Colour] = Field(default_factory=list)
    listed: choice_list(Colour) = Field(default=[])  # type: ignore[valid-type]
    listed_once: choice_list(Colour, min_items=1, max_items=2, unique_items=True) = Field(  # type: ignore[valid-type]
        default=["red"]
    )


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("radio", REF | {"format": "radio", "default": "red"}),
        (
            "drop_down",
            REF | {"format": "select", "default": "red", "title": "Paint", "description": "All over"},
        ),
        ("optional", {"anyOf": [REF | {"format": "select"}, {"type": "null"}], "default": None}),
        (
            "literal",
            {"enum": ["a", "b"], "format": "radio", "default": "a", "title": "Literal", "type": "string"},
        ),
        ("number", {"$ref": "#/$defs/Speed", "format": "select", "default": 1}),
        (
            "several",
            {
                "type": "array",
                "items": REF,
                "uniqueItems": True,
                "minItems": 1,
                "maxItems": 2,
                "format": "multiselect",
                "title": "Several",
                "default": [],
                "readOnly": True,
            },
        ),
        (
            "any_number",
            {
                "type": "array",
                "items": REF,
                "uniqueItems": True,
                "format": "multiselect",
                "title": "Any Number",
                "default": [],
            },
        ),
        ("listed", {"type": "array", "items": REF, "minItems": 0, "title": "Listed", "default": []}),
        (
            "listed_once",
            {
                "type": "array",
                "items": REF,
                "uniqueItems": True,
                "minItems": 1,
                "maxItems": 2,
                "title": "Listed Once",
                "default": ["red"],
            },
        ),
    ],
)
def test_schema(field: str, schema: dict[str, Any]) -> None:
    """Each widget is named by its format, beside what it chooses from."""
    assert schema == page_schema(Page)["properties"][field]


class Form(FormPage):
    radio: Radio[Colour]
    several: Annotated[MultiSelect[Colour], Field(min_length=1, max_length=2)]
    listed_once: choice_list(Colour, min_items=1, max_items=2, unique_items=True)  # type: ignore[valid-type]


ANSWERS = {"radio": "red", "several": ["blue", "green"], "listed_once": ["green"]}


def test_answers() -> None:
    """Chosen options arrive as members and leave as values, in order."""
    form = Form.model_validate(ANSWERS)

    assert (Colour.RED, [Colour.BLUE, Colour.GREEN]) == (form.radio, form.several)
    assert ANSWERS == form.answers()


@pytest.mark.parametrize(
    ("field", "value", "loc", "kind"),
    [
        ("radio", "pink", ["radio"], "enum"),
        ("several", "red", ["several"], "list_type"),
        ("several", ["red", "pink"], ["several", 1], "enum"),
        ("several", [], ["several"], "too_short"),
        ("several", ["red", "blue", "green"], ["several"], "too_long"),
        ("several", ["red", "red"], ["several"], "unique_list"),
        ("listed_once", [], ["listed_once"], "too_short"),
        ("listed_once", ["red", "red"], ["listed_once"], "unique_list"),
    ],
)
def test_refused(field: str, value: Any, loc: list[int | str], kind: str) -> None:
    """Options that are not offered, and too few, too many or repeated ones, are refused."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Form, {}, [ANSWERS | {field: value}])

    assert [(loc, kind)] == [(error.loc, error.type) for error in form_errors(raised.value)]


def test_multiselect_of_nothing() -> None:
    """Where nothing is on offer, choosing nothing is a valid answer."""
    none = choice("Port", {})

    class Ports(FormPage):
        ports: MultiSelect[none]  # type: ignore[valid-type]  # computed

    assert {"ports": []} == post_form(lambda: Ports, {}, [{"ports": []}])
