"""Text for a terminal."""

from datetime import timedelta

import pytest

from perdure.cli.text import duration, short


@pytest.mark.parametrize(
    ("took", "expected"),
    [
        (timedelta(milliseconds=12), "12 ms"),
        (timedelta(seconds=3.44), "3.4 s"),
        (timedelta(minutes=5, seconds=10), "5 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3, hours=1), "3 d"),
        (timedelta(seconds=-1), "0 ms"),
    ],
)
def test_durations_are_as_exact_as_it_matters(took: timedelta, expected: str) -> None:
    """One unit, never negative (clocks differ)."""
    assert expected == duration(took)


def test_long_values_are_cut() -> None:
    """What does not fit a table ends in an ellipsis; line breaks become spaces."""
    assert "a b" == short("a\nb")
    assert '{"a": [1, 2]}' == short({"a": [1, 2]})
    assert 60 == len(short("x" * 100))
    assert short("x" * 100).endswith("x…")
