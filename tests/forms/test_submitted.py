"""What no field takes: values that could not be stored."""

from typing import Any

import pytest
from pydantic import Field

from perdure.forms import (
    FormGenerator,
    FormInputError,
    FormPage,
    FormValidationError,
    describe_form,
    keep_answers,
    post_form,
    storable_answers,
)


class Anything(FormPage):
    value: Any = None
    values: dict[str, Any] = Field(default_factory=dict)


def nested(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("answers", "loc", "kind"),
    [
        ({"value": "a\0b"}, ["value"], "string_unicode"),
        ({"value": "\ud800"}, ["value"], "string_unicode"),
        ({"value": [1, {"a": float("nan")}]}, ["value", 1, "a"], "finite_number"),
        ({"value": float("-inf")}, ["value"], "finite_number"),
        ({"values": {"a\0": 1}}, ["values", "'a\\x00'"], "invalid_key"),
        ({"\ud800": 1}, ["'\\ud800'"], "invalid_key"),
        ({"value": nested(32)}, ["value", *[0] * 32], "too_deep"),
        ({"value": nested(10_000)}, ["value", *[0] * 32], "too_deep"),
        ({"value": [0] * 10_001}, ["value"], "too_many"),
        ({"value": [dict.fromkeys(map(str, range(1001)))]}, ["value", 0], "too_many"),
    ],
)
def test_refused_whatever_the_type(answers: dict[str, Any], loc: list[int | str], kind: str) -> None:
    """NUL, half surrogates, NaN, infinities, bottomless nesting and endless lists are refused at their place."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Anything, {}, [answers])

    assert [(loc, kind)] == [(error.loc, error.type) for error in raised.value.errors]


@pytest.mark.parametrize("number", [1001, 100_000])
def test_too_many_fields(number: int) -> None:
    """A page of more fields than any page has is refused as such, without a word about each of them."""
    with pytest.raises(FormInputError, match=f"at most 1000 fields; page 1 was sent with {number}") as raised:
        post_form(lambda: Anything, {}, [dict.fromkeys(map(str, range(number)))])
    assert 422 == raised.value.status


@pytest.mark.parametrize(
    "value",
    [
        [0] * 10_000,
        dict.fromkeys(map(str, range(1000))),
        "NaN",
        "Infinity",
        "{" * 100,
        nested(31),
        "\U0001f600",
        "\n\t",
        "",
        -0.0,
        10**100,
        None,
        [],
        {},
    ],
)
def test_kept(value: Any) -> None:
    """Everything else of JSON arrives unchanged."""
    assert value == post_form(lambda: Anything, {}, [{"value": value}])["value"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "a\0b"},
        {"value": nested(500)},
        {"value": nested(10_000)},
        {"\ud800": 1},
        {"values": {"a\0": 1}},
    ],
    ids=["NUL", "deep", "bottomless", "key", "inner key"],
)
def test_not_echoed_either(wrong: dict[str, Any]) -> None:
    """What could not be stored or sent is left out where answers are described, kept or stored."""
    old = [{"value": 1}, wrong]

    described = describe_form(two_pages, {}, [wrong])
    kept = keep_answers(two_pages, {}, [wrong], old)

    assert ({}, True) == (described.pages[0].answers, bool(described.pages[0].errors))
    assert [{}] == kept.pages
    assert [{"value": 1}, {}] == storable_answers(two_pages, {}, old)


def two_pages() -> FormGenerator:
    yield Anything
    yield Anything
    return {}
