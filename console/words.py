"""Values as people read them: moments, ages, durations."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

_UNITS: Final = ((timedelta(days=1), "d"), (timedelta(hours=1), "h"), (timedelta(minutes=1), "min"))


def moment(at: datetime) -> str:
    """A moment as `2026-11-25 09:30:12 UTC`."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def ago(at: datetime) -> str:
    """How long ago a moment was, or how far ahead it is: `3 min ago`, `in 2 h`."""
    distance = datetime.now(UTC) - at
    if distance < timedelta(0):
        return f"in {span(-distance)}"
    return f"{span(distance)} ago"


def span(length: timedelta) -> str:
    """A length of time in its largest unit: `42 s`, `3 min`, `2 h`, `5 d`."""
    for unit, name in _UNITS:
        if length >= unit:
            return f"{length // unit} {name}"
    return f"{max(int(length.total_seconds()), 0)} s"


def duration(seconds: float) -> str:
    """How long something took: `80 ms`, `4.2 s`, `3 min`."""
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 60:  # noqa: PLR2004 — a minute
        return f"{seconds:.1f} s"
    return span(timedelta(seconds=seconds))


def plain(word: str) -> str:
    """A word of the code as a word of the language: `in_sync` is `in sync`."""
    return word.replace("_", " ")


def as_json(value: Any) -> str:
    """A value as indented JSON."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def as_text(value: Any) -> str:
    """A simple value: text as it is, all else as JSON says it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


_TONES: Final = {
    **dict.fromkeys(("completed", "active", "in_sync"), "good"),
    **dict.fromkeys(("accepted", "running", "provisioning", "migrating", "restoring", "adopting"), "busy"),
    **dict.fromkeys(("suspended", "waiting", "retrying", "inconclusive", "superseded"), "wait"),
    **dict.fromkeys(("failed", "drifted", "error", "open"), "bad"),
}


def tone(word: str) -> str:
    """The colour of a status: good, busy, wait, bad or, for all else, idle. It is never told by colour alone."""
    return _TONES.get(word, "idle")


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "moment": moment,
    "ago": ago,
    "duration": duration,
    "span": span,
    "plain": plain,
    "tone": tone,
    "as_json": as_json,
    "as_text": as_text,
}
"""What templates may apply to a value."""
