"""Where two trees of dictionaries and lists differ."""

from collections.abc import Iterator
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
            nan = before != before and after != after  # noqa: PLR0124 — NaN is what differs from itself
            if not nan and (type(before) is not type(after) or before != after):
                yield Difference(path, before, after)


def _join(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)
