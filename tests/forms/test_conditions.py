"""Conditions mean the same here and as JSON Schema."""

import json
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from perdure.forms import FormDefinitionError, FormPage, at_least, at_most, contains, is_not, one_of
from perdure.forms.conditions import Comparison, Condition, as_test

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-2, 2)
    | st.sampled_from([0.0, 1.0, 1.5])
    | st.sampled_from(["", "a", "1"])
)
tests = st.recursive(
    st.lists(scalars, min_size=1, max_size=3).map(lambda values: one_of(*values))
    | scalars.map(as_test)
    | scalars.map(contains)
    | st.integers(-2, 2).map(at_least)
    | st.integers(-2, 2).map(at_most),
    lambda inner: inner.map(is_not),
)
values = scalars | st.lists(scalars, max_size=2) | st.dictionaries(st.text(max_size=1), scalars, max_size=1)


class Colour(StrEnum):
    RED = "red"


class Page(FormPage):
    field: Any
    preset: Any = "a"


@settings(deadline=None)
@given(tests, values)
def test_a_test_is_its_schema(test: Comparison, value: Any) -> None:
    """A value passes exactly when it is valid under the test's schema."""
    assert Draft202012Validator(test.schema()).is_valid(value) == test.holds(value)


@settings(deadline=None)
@given(tests, tests, st.fixed_dictionaries({}, optional={"field": values, "preset": values}))
def test_a_condition_is_its_schema(one: Comparison, other: Comparison, sent: dict[str, Any]) -> None:
    """A condition holds for a page, with its defaults, exactly when what was sent is valid under its schema."""
    condition = Condition({"field": one, "preset": other})
    schema = condition.schema(Page.model_fields)
    with_defaults = {"preset": "a"} | sent

    assert Draft202012Validator(schema).is_valid(sent) == bool(condition.holds(with_defaults))


def test_members_of_enums() -> None:
    """A member stands for its value."""
    assert {"const": "red"} == as_test(Colour.RED).schema()
    assert as_test("red").holds(json.loads(json.dumps(Colour.RED)))


@pytest.mark.parametrize("wanted", [[1], {"a": 1}, ("a", "b")])
def test_values_that_cannot_be_compared(wanted: Any) -> None:
    """Comparing with a list or an object is refused when the page is declared."""
    with pytest.raises(FormDefinitionError, match="compares with text, numbers, booleans and None"):
        as_test(wanted)
