"""Verdicts: where, what, in words, and nothing of what was typed in."""

import json
from typing import Annotated, Any, Literal

import pytest
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    SecretStr,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from perdure.forms import (
    Choice,
    DropDown,
    FormFieldError,
    FormPage,
    FormValidationError,
    form_body,
    form_errors,
    post_form,
)


def verdict(page: type[FormPage], answers: dict[str, Any]) -> FormValidationError:
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: page, {}, [answers])
    return raised.value


def is_even(value: int) -> int:
    if value % 2:
        raise ValueError("must be even")
    return value


def is_small(value: int) -> int:
    if value >= 10:
        raise AssertionError("must be small")
    return value


class Range(BaseModel):
    low: int
    high: int

    @model_validator(mode="after")
    def in_order(self) -> "Range":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Page(FormPage):
    even: Annotated[int, AfterValidator(is_even)] = 0
    small: Annotated[int, AfterValidator(is_small)] = 0
    nested: Range | None = None
    ranges: list[Range] = Field(default_factory=list)
    named: dict[str, Range] = Field(default_factory=dict)

    @model_validator(mode="after")
    def has_few(self) -> "Page":
        if len(self.ranges) > 1:
            raise ValueError("one range is enough")
        return self


WRONG = {"low": 2, "high": 1}


@pytest.mark.parametrize(
    ("answers", "loc", "msg"),
    [
        ({"even": 1}, ["even"], "must be even"),
        ({"small": 12}, ["small"], "must be small"),
        ({"ranges": [{"low": 1, "high": 2}] * 2}, ["__root__"], "one range is enough"),
        ({"nested": WRONG}, ["nested", "__root__"], "low is above high"),
        ({"ranges": [WRONG]}, ["ranges", 0, "__root__"], "low is above high"),
        ({"named": {"x": WRONG}}, ["named", "x", "__root__"], "low is above high"),
        ({"nested": {"low": 1}}, ["nested", "high"], "Fill in this field"),
        ({"nested": 3}, ["nested"], "Give an object with fields here"),
        ({"colour": 1}, ["colour"], "This page has no such field; leave it out"),
    ],
)
def test_place_and_words(answers: dict[str, Any], loc: list[int | str], msg: str) -> None:
    """An error is at its field, one of a whole object ends in `__root__`, and the words have no prefix."""
    assert [(loc, msg)] == [(error.loc, error.msg) for error in verdict(Page, answers).errors]


def test_errors_of_pydantic_itself() -> None:
    """`form_errors` reads pydantic's exception as well as ours."""
    error = verdict(Page, {"even": 1})

    assert [FormFieldError(loc=["even"], msg="must be even", type="value_error")] == form_errors(error)


class Login(FormPage):
    user: str
    password: SecretStr = Field(min_length=30)
    pin: Annotated[
        SecretStr, AfterValidator(lambda pin: TypeAdapter(int).validate_python(pin.get_secret_value()))
    ]


SECRET = "correct horse"


@pytest.mark.parametrize(
    "answers",
    [
        {"user": "x", "password": SECRET, "pin": "1"},
        {"password": SECRET * 3, "pin": "1"},
        {"user": "x", "password": SECRET * 3, "pin": SECRET},
        {"user": "x", "password": [SECRET], "pin": {"a": SECRET}},
        {"user": "x", "password": f"{SECRET}\0", "pin": "1"},
    ],
)
def test_secrets_are_not_echoed(answers: dict[str, Any]) -> None:
    """No body, message or traceback of a refused page shows what was typed in."""
    error = verdict(Login, answers)

    assert SECRET not in json.dumps(form_body(error))
    assert (None, None) == (error.__cause__, error.__context__)


def test_secrets_are_not_in_tracebacks() -> None:
    """The text of pydantic's own exception does not quote what was typed in."""
    with pytest.raises(ValidationError) as raised:
        Login.model_validate({"password": SECRET})

    assert SECRET not in str(raised.value)


def test_only_place_words_and_kind() -> None:
    """An error on the wire has no input, context or address of pydantic's documentation."""
    [error] = form_body(verdict(Page, {"even": 1}))["validation_errors"]

    assert {"loc": ["even"], "msg": "must be even", "type": "value_error"} == error


OPTIONS = {f"option-{number}": f"Option {number}" for number in range(10_000)}


def test_options_are_not_listed_by_the_thousand() -> None:
    """A wrong choice among 10,000 is a short error."""

    class Server(Choice, options=OPTIONS):
        pass

    class Servers(FormPage):
        server: DropDown[Server]
        other: Literal[tuple(OPTIONS)]  # type: ignore[valid-type]  # computed

    errors = verdict(Servers, {"server": "x", "other": "y"}).errors

    assert ["Choose one of the options offered"] * 2 == [error.msg for error in errors]


def test_few_options_are_listed() -> None:
    """A wrong choice among two names both."""

    class Servers(FormPage):
        server: Literal["ams", "utr"]

    assert ["Choose 'ams' or 'utr'"] == [error.msg for error in verdict(Servers, {"server": "x"}).errors]


def test_long_messages_are_cut() -> None:
    """An author's endless message ends."""

    def refuse(_value: str) -> str:
        raise ValueError("x" * 10_000)

    class Name(FormPage):
        name: Annotated[str, AfterValidator(refuse)]

    [error] = verdict(Name, {"name": "x"}).errors

    assert ("x" * 499 + "…") == error.msg


def test_errors_are_not_listed_by_the_thousand() -> None:
    """A page of 1,000 unknown fields is answered with the first twenty, and with their number."""
    error = verdict(FormPage, dict.fromkeys(list(OPTIONS)[:1000]))

    assert 20 == len(error.errors)
    assert "Page 1 of the form has 1000 errors; the first 20 are listed." == str(error)
