"""Where two trees differ."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.domain.difference import ABSENT, difference

TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
NIGHT = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"), fold=1)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 2}, [("a", 1, 2)]),
        ({"a": 1}, {}, [("a", 1, ABSENT)]),
        ({}, {"a": None}, [("a", ABSENT, None)]),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 3}]}}, [("a.b.1.c", 2, 3)]),
        ({"a": [1, 2]}, {"a": [2]}, [("a.0", 1, 2), ("a.1", 2, ABSENT)]),
        ({"a": []}, {"a": {}}, [("a", [], {})]),
        ({"a": 1}, {"a": True}, [("a", 1, True)]),
        ({"a": 1}, {"a": 1.0}, [("a", 1, 1.0)]),
        ({"a": "1"}, {"a": Decimal(1)}, [("a", "1", Decimal(1))]),
        ({"a": NIGHT}, {"a": NIGHT + timedelta(seconds=1)}, [("a", NIGHT, NIGHT + timedelta(seconds=1))]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, []),
        ({"a": float("nan")}, {"a": float("nan")}, []),
        ({"a": NIGHT}, {"a": NIGHT.replace(tzinfo=timezone(timedelta(hours=1)))}, []),
        ({"a": NIGHT}, {"a": NIGHT.astimezone(UTC)}, []),
    ],
)
def test_every_place_is_named_with_both_values(before: Any, after: Any, expected: list[Any]) -> None:
    """Paths lead through keys and indexes; types count, the order of keys and the zone of a time do not."""
    assert expected == difference(before, after)


@given(TREES)
def test_nothing_differs_from_itself(tree: Any) -> None:
    """A tree and itself have no difference, even where it holds NaN."""
    assert [] == difference(tree, tree)


@given(TREES, TREES)
def test_the_other_way_round_it_is_mirrored(one: Any, other: Any) -> None:
    """Comparing backwards finds the same places with the values exchanged."""
    there = {(path, repr(before), repr(after)) for path, before, after in difference(one, other)}
    back = {(path, repr(after), repr(before)) for path, before, after in difference(other, one)}
    assert there == back
