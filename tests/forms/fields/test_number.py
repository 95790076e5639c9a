"""Integers, floats and exact decimals."""

from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from perdure.forms import (
    Dec,
    Float,
    FormPage,
    FormValidationError,
    Integer,
    form_errors,
    page_schema,
    post_form,
)


class Page(FormPage):
    integer: Annotated[int, Integer(ge=1, le=100)] = 10
    floating: Annotated[float, Float(ge=0, le=1)] = 0.5
    exact: Annotated[Decimal, Dec(digits=6, places=3, ge=Decimal("0.005"), le=600)] = Decimal("30.0")
    any_integer: Annotated[int, Integer()] = 0
    any_exact: Annotated[Decimal, Dec()] = Decimal(0)
    optional: Annotated[int, Integer(ge=1)] | None = None


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("integer", {"type": "integer", "minimum": 1, "maximum": 100, "default": 10, "title": "Integer"}),
        ("floating", {"type": "number", "minimum": 0, "maximum": 1, "default": 0.5, "title": "Floating"}),
        (
            "exact",
            {
                "anyOf": [{"type": "number", "minimum": 0.005, "maximum": 600.0}, {"type": "string"}],
                "format": "decimal",
                "maxDigits": 6,
                "decimalPlaces": 3,
                "default": "30.0",
                "title": "Exact",
            },
        ),
        (
            "any_exact",
            {
                "anyOf": [{"type": "number"}, {"type": "string"}],
                "format": "decimal",
                "maxDigits": 28,
                "default": "0",
                "title": "Any Exact",
            },
        ),
        (
            "optional",
            {
                "anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}],
                "default": None,
                "title": "Optional",
            },
        ),
    ],
)
def test_schema(field: str, schema: dict[str, Any]) -> None:
    """Bounds, digits and places are in the schema; a decimal's default is a string."""
    assert schema == page_schema(Page)["properties"][field]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("integer", 1, 1),
        ("integer", "100", 100),
        ("integer", 7.0, 7),
        ("any_integer", 10**30, 10**30),
        ("floating", 1, 1.0),
        ("floating", "0.25", 0.25),
        ("exact", 0.1, "0.1"),
        ("exact", "0.10", "0.10"),
        ("exact", 30, "30"),
        ("exact", "0.005", "0.005"),
        ("any_exact", "12345678901234567890.12345678", "12345678901234567890.12345678"),
        ("optional", None, None),
    ],
)
def test_accepted(field: str, value: Any, expected: Any) -> None:
    """Numbers and their text are accepted; decimals come out as the text of exactly that number."""
    result = post_form(lambda: Page, {}, [{field: value}])[field]

    assert (expected, type(expected)) == (result, type(result))


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("integer", 0, "greater_than_equal"),
        ("integer", 101, "less_than_equal"),
        ("integer", 1.5, "int_from_float"),
        ("integer", "", "int_parsing"),
        ("integer", True, "int_type"),
        ("integer", None, "int_type"),
        ("optional", False, "int_type"),
        ("floating", 1.1, "less_than_equal"),
        ("floating", "nan", "finite_number"),
        ("floating", True, "float_type"),
        ("exact", "0.004", "greater_than_equal"),
        ("exact", 600.001, "less_than_equal"),
        ("exact", "0.1234567", "decimal_max_digits"),
        ("exact", "1.0001", "decimal_max_places"),
        ("exact", "1000", "decimal_whole_digits"),
        ("exact", "1e999999999", "decimal_max_digits"),
        ("exact", "1,5", "decimal_parsing"),
        ("exact", "NaN", "finite_number"),
        ("exact", "sNaN", "finite_number"),
        ("exact", "-Infinity", "finite_number"),
        ("exact", True, "decimal_type"),
        ("exact", [], "decimal_type"),
        ("any_exact", "1e999999999", "decimal_max_digits"),
    ],
)
def test_refused(field: str, value: Any, kind: str) -> None:
    """What is no number of that kind, or outside its bounds, is refused with what is wrong."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [{field: value}])

    assert [([field], kind)] == [(error.loc, error.type) for error in form_errors(raised.value)]


@settings(deadline=None)  # other tests' servers share the processors
@given(st.decimals(allow_nan=False, allow_infinity=False, places=5, min_value=-(10**9), max_value=10**9))
def test_json_numbers_are_exact(value: Decimal) -> None:
    """A decimal of up to 15 digits survives the way through a JSON number."""
    assert value == Decimal(post_form(lambda: Page, {}, [{"any_exact": float(value)}])["any_exact"])
