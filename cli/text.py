"""Text from elsewhere, made fit for a terminal."""

import json
from datetime import UTC, datetime, timedelta

MAX_VALUE = 60
"""So many characters of a value are shown in a table."""

_DAY = 86400
_UNITS = (("s", 1, 60), ("min", 60, 3600), ("h", 3600, _DAY))
"""Each with its length in seconds, and that of the next."""


def plain(text: str) -> str:
    """Text without what a terminal would take for a command; line breaks stay."""
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)


def short(value: object) -> str:
    """A value as JSON, cut where it gets long."""
    written = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    written = plain(written).replace("\n", " ")
    return written if len(written) <= MAX_VALUE else f"{written[: MAX_VALUE - 1]}…"


def moment(at: datetime) -> str:
    """A moment in the time of this place."""
    return f"{at.astimezone():%Y-%m-%d %H:%M:%S}"


def duration(took: timedelta) -> str:
    """A duration, as exactly as it matters: 12 ms, 3.4 s, 5 min, 2 h, 3 d."""
    seconds = max(took.total_seconds(), 0)
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    for unit, length, next_length in _UNITS:
        if seconds < next_length:
            return f"{seconds:.1f} s" if unit == "s" else f"{seconds / length:.0f} {unit}"
    return f"{seconds / _DAY:.0f} d"


def since(at: datetime) -> str:
    """How long ago something was."""
    return duration(datetime.now(UTC) - at)
