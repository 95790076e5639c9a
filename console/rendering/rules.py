"""The rules of a field in words."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from .part import Part
from .pattern_words import pattern_in_words

_NOTHING_TO_SAY: Final = {r"^[^\x00]*$", r"^[^\x00]*[^\x00\s][^\x00]*$"}
"""Patterns that only refuse what nobody types: NUL, and nothing but blanks."""


def rules_of(part: Part) -> str:
    """What an answer has to be, as a sentence; empty where anything goes that the field takes."""
    return " ".join(f"{rule[0].upper()}{rule[1:]}." for rule in _rules(part))


def _rules(part: Part) -> Iterator[str]:
    schema = part.schema
    once = schema.get("uniqueItems") and "enum" not in schema.get("items", {}) and part.format is None
    rules = (
        _between(schema.get("minLength") or None, schema.get("maxLength"), "character"),
        _pattern(schema.get("pattern")),
        _size(schema) if part.format != "timestamp" else None,
        _digits(schema.get("decimalPlaces")),
        f"a multiple of {_plain(schema['multipleOf'])}" if "multipleOf" in schema else None,
        _between(schema.get("minItems") or None, schema.get("maxItems"), "entry", "entries"),
        "each one once" if once else None,
        f"at most {_bytes(schema['maxBytes'])}" if "maxBytes" in schema else None,
        f"of type {' or '.join(schema['accept'])}" if "accept" in schema else None,
        _moments(schema, part.format),
    )
    yield from (rule for rule in rules if rule)


def _pattern(pattern: str | None) -> str | None:
    if pattern in _NOTHING_TO_SAY:
        return None
    return pattern and (pattern_in_words(pattern) or f"has to match the pattern {pattern}")


def _between(low: int | None, high: int | None, one: str, several: str = "") -> str | None:
    more = several or f"{one}s"
    match low, high:
        case None, None:
            return None
        case _, None:
            return f"at least {low} {one if low == 1 else more}"
        case None, _:
            return f"at most {high} {one if high == 1 else more}"
        case _ if low == high:
            return f"exactly {low} {one if low == 1 else more}"
    return f"{low} to {high} {more}"


def _size(schema: Mapping[str, Any]) -> str | None:
    """The bounds of a number, which are those of its first alternative where it may also be text."""
    bounds = {**next(iter(schema.get("anyOf", [{}]))), **schema}
    low, high = bounds.get("minimum"), bounds.get("maximum")
    above, below = bounds.get("exclusiveMinimum"), bounds.get("exclusiveMaximum")
    if low is not None and high is not None:
        return f"{_plain(low)} to {_plain(high)}"
    said = {"at least": low, "more than": above, "at most": high, "less than": below}
    return (
        " and ".join(f"{word} {_plain(bound)}" for word, bound in said.items() if bound is not None) or None
    )


def _moments(schema: Mapping[str, Any], kind: str | None) -> str | None:
    names = ("minimum", "maximum") if kind == "timestamp" else ("formatMinimum", "formatMaximum")
    bounds = {"not before": schema.get(names[0]), "not after": schema.get(names[1])}
    if kind not in {"timestamp", "date-time"}:
        return None
    said = (f"{word} {_moment(bound)}" for word, bound in bounds.items() if bound is not None)
    return " and ".join(said) or None


def _moment(bound: str | float) -> str:
    moment = datetime.fromisoformat(bound) if isinstance(bound, str) else datetime.fromtimestamp(bound, UTC)
    return moment.isoformat(" ", "minutes").replace("+00:00", " UTC")


def _digits(places: int | None) -> str | None:
    if not places:
        return None if places is None else "no digits after the point"
    return f"at most {places} {'digit' if places == 1 else 'digits'} after the point"


def _plain(number: Any) -> str:
    return str(int(number)) if isinstance(number, float) and number.is_integer() else str(number)


def _bytes(limit: int) -> str:
    for unit, size in (("MB", 1_000_000), ("kB", 1000)):
        if limit >= size:
            return f"{limit / size:.3g} {unit}"
    return f"{limit} bytes"
