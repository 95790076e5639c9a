"""Values as people read them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from perdure.console.words import ago, as_text, duration, moment, span, tone


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(seconds=60), "1 min"),
        (timedelta(minutes=119), "1 h"),
        (timedelta(hours=49), "2 d"),
        (timedelta(seconds=-1), "0 s"),
    ],
)
def test_a_span_is_told_in_its_largest_unit(length: timedelta, words: str) -> None:
    """It is never longer than it says it is."""
    assert words == span(length)


def test_a_moment_is_told_from_now() -> None:
    """What is to come is `in`, what was is `ago`."""
    now = datetime.now(UTC)

    assert "3 min ago" == ago(now - timedelta(minutes=3, seconds=5))
    assert "in 2 h" == ago(now + timedelta(hours=2, seconds=5))


def test_a_moment_is_told_in_utc() -> None:
    """Whatever zone it came in."""
    there = timezone(timedelta(hours=5, minutes=30))

    assert "2026-11-25 04:00:00 UTC" == moment(datetime(2026, 11, 25, 9, 30, tzinfo=there))


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.0804, "80 ms"), (4.21, "4.2 s"), (200, "3 min"), (7200, "2 h")]
)
def test_a_duration_is_as_exact_as_anybody_needs(seconds: float, words: str) -> None:
    """Milliseconds below a second, tenths below a minute."""
    assert words == duration(seconds)


def test_a_status_that_nobody_knows_has_a_colour_too() -> None:
    """The one that says nothing."""
    assert ("bad", "idle") == (tone("failed"), tone("unheard of"))


def test_text_is_shown_as_it_is_and_all_else_as_json() -> None:
    """So that `true` and the text `true` look alike, but nothing and `None` do not."""
    assert ["true", "true", "null", "1.5"] == [as_text(value) for value in ("true", True, None, 1.5)]
