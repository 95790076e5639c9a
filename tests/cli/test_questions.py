"""The questions of a page in words."""

from decimal import Decimal
from typing import Annotated

from pydantic import ConfigDict, Field

from perdure.cli.questions import in_words, page_title
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
)
from perdure.forms.schema import page_schema


class Colour(Choice):
    RED = "red", "Red as a rose"
    BLUE = "blue"


class Address(FormPage):
    street: str


class EveryWidget(FormPage):
    model_config = ConfigDict(title="Every widget")

    colour: Radio[Colour]
    shade: DropDown[Colour] = Colour.BLUE
    colours: MultiSelect[Colour] = Field(default=[])
    name: Annotated[str, Text(max_length=63, pattern="^[a-z]+$")] = Field(title="Name of the lamp")
    watts: Annotated[int, Integer(ge=1, le=100)]
    share: Annotated[float, Float(ge=0)]
    price: Annotated[Decimal, Dec(places=2, le=5)]
    on: bool = True
    remark: str | None = None
    address: Address
    sure: Accept
    shown: str = Field("only shown", frozen=True)


def test_every_widget_is_described() -> None:
    """What may be answered, between which bounds, and what happens without an answer."""
    expected = """\
  colour   one of red (Red as a rose), blue
  shade    one of red (Red as a rose), blue; "blue" if left out
  colours  a list of one of red (Red as a rose), blue; [] if left out
  name     Name of the lamp: text like ^[a-z]+$, at most 63 characters
  watts    a whole number, 1 to 100
  share    a number, at least 0
  price    a number, at most 5
  on       true or false; true if left out
  remark   text; null if left out
  address  an object
  sure     one of ACCEPTED, INCOMPLETE"""
    assert expected == in_words(page_schema(EveryWidget)).replace(".0", "")


def test_long_choices_are_cut() -> None:
    """After twenty options it says how many more there are."""
    many = choice("Many", {str(number): str(number) for number in range(25)})

    class Page(FormPage):
        one: many  # type: ignore[valid-type]

    assert in_words(page_schema(Page)).endswith("18, 19 and 5 more")


def test_nothing_reaches_the_terminal_as_a_command() -> None:
    """Escape sequences in titles and options are made harmless."""

    class Page(FormPage):
        model_config = ConfigDict(title="A\x1b[31m page")

        one: str = Field(title="\x1b]0;owned\x07")

    schema = page_schema(Page)
    assert "A�[31m page" == page_title(schema)
    assert "\x1b" not in in_words(schema)


def test_title_that_nobody_gave_is_none() -> None:
    """A page without a title has none."""

    class Page(FormPage):
        one: str

    assert page_title(page_schema(Page)) is None
