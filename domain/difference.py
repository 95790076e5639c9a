"""Where two trees of dictionaries and lists differ."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import Any, NamedTuple

ABSENT = type("Absent", (), {"__repr__": lambda _: "absent"})()
"""Stands for what only the other side has."""


class Difference(NamedTuple):
    """One place, such as ``core_link.ports.0.name``, and what was and is there."""

    path: str
    before: Any
    after: Any


def difference(before: Any, after: Any) -> list[Difference]:
    """Every place where two trees differ, in order; 1 and True differ, NaN and NaN do not."""
    return list(_walk("", before, after))


def _walk(path: str, before: Any, after: Any) -> Iterator[Difference]:
    match before, after:
        case dict(), dict():
            for key in [*before, *(key for key in after if key not in before)]:
                yield from _walk(_join(path, key), before.get(key, ABSENT), after.get(key, ABSENT))
        case list(), list():
            for index, (one, other) in enumerate(zip_longest(before, after, fillvalue=ABSENT)):
                yield from _walk(_join(path, index), one, other)
        case _:
            if not _same(before, after):
                yield Difference(path, before, after)


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, datetime) and isinstance(after, datetime) and before.tzinfo and after.tzinfo:
        # Not ==: between zones Python calls a time unequal to itself when its clock was put back then (PEP 495).
        return before - after == timedelta(0)
    nan = before != before and after != after  # noqa: PLR0124 — NaN is what differs from itself
    return nan or (type(before) is type(after) and before == after)


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)
