"""A page that is drawn and posted back untouched holds what it held before."""

import string
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

from browser_form import Form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from perdure.console.rendering import Posted, draw, read_page

LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=20)
LINES = st.lists(LINE, min_size=1, max_size=3).map("\n".join)
KEYS = st.text(string.ascii_letters + string.digits + "_~/. -'\"<", min_size=1, max_size=8)


class Asked(NamedTuple):
    schema: dict[str, Any]
    value: Any


def asked(schema: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Asked]:
    return values.map(lambda value: Asked(schema, value))


@st.composite
def moments(draw_from: st.DrawFn) -> str:
    zone = timezone(timedelta(minutes=draw_from(st.integers(-14 * 60, 14 * 60))))
    at = draw_from(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001 — zone follows
    milliseconds = at.microsecond // 1000 * 1000
    return at.replace(microsecond=milliseconds, tzinfo=zone).isoformat()


@st.composite
def choices(draw_from: st.DrawFn) -> Asked:
    values = draw_from(st.lists(st.one_of(LINE, st.integers(), st.booleans()), min_size=1, max_size=15))
    unique = list({(type(value), value): value for value in values}.values())
    options = {str(value): draw_from(LINE) for value in unique}
    schema = {"enum": unique, "options": options, "format": draw_from(st.sampled_from(["radio", "select"]))}
    return Asked(schema, draw_from(st.sampled_from(unique)))


@st.composite
def selections(draw_from: st.DrawFn) -> Asked:
    options = draw_from(st.lists(LINE, min_size=1, max_size=15, unique=True))
    chosen = [option for option in options if draw_from(st.booleans())]
    return Asked({"type": "array", "uniqueItems": True, "items": {"enum": options}}, chosen)


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
DECIMAL = {"anyOf": [{"type": "number"}, {"type": "string"}], "format": "decimal"}
LEAVES = st.one_of(
    asked({"type": "string"}, LINE),
    asked({"type": "string", "format": "long"}, LINES),
    asked({"type": "integer"}, st.integers()),
    asked({"type": "number"}, st.one_of(FLOATS, st.integers())),
    asked(DECIMAL, st.decimals(allow_nan=False, allow_infinity=False).map(str)),
    asked({"type": "boolean"}, st.booleans()),
    asked({"anyOf": [{"type": "boolean"}, {"type": "null"}]}, st.one_of(st.none(), st.booleans())),
    asked({"anyOf": [{"type": "integer"}, {"type": "null"}]}, st.one_of(st.none(), st.integers())),
    asked({"anyOf": [{"type": "string"}, {"type": "null"}]}, st.one_of(st.none(), LINE)),
    asked({"type": "string", "format": "date"}, st.dates().map(str)),
    asked({"type": "string", "format": "date-time"}, moments()),
    asked({"type": "number", "format": "timestamp"}, st.integers(0, 4_000_000_000)),
    asked({"type": "string", "format": "search-select"}, LINE),
    asked({"type": "array", "format": "multi-search-select"}, st.lists(LINE, max_size=4, unique=True)),
    asked({"type": "string", "format": "file"}, st.uuids().map(str)),
    asked({"type": "object", "additionalProperties": True}, st.dictionaries(LINE, st.one_of(LINE, FLOATS))),
    choices(),
    selections(),
)


def nested(inner: st.SearchStrategy[Asked]) -> st.SearchStrategy[Asked]:
    return st.one_of(st.dictionaries(KEYS, inner, max_size=3).map(an_object), lists(inner))


def an_object(fields: dict[str, Asked]) -> Asked:
    schema = {"type": "object", "properties": {key: one.schema for key, one in fields.items()}}
    return Asked(schema, {key: one.value for key, one in fields.items()})


@st.composite
def lists(draw_from: st.DrawFn, inner: st.SearchStrategy[Asked]) -> Asked:
    one = draw_from(inner)
    # A row that was left empty is no row.
    items = [one.value] * draw_from(st.integers(0, 3)) if one.value is not None else []
    schema = {"type": "array", "items": one.schema}
    return Asked(schema, items)


PAGES = st.dictionaries(KEYS, st.recursive(LEAVES, nested, max_leaves=4), max_size=4).map(an_object)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(PAGES)
def test_untouched_answers_come_back(page: Asked) -> None:
    """Whatever the fields are and hold: what is posted untouched is read as the values that were drawn."""
    form = Form(draw(page.schema, page.value))
    assert page.value == read_page(page.schema, Posted.of(form.pairs))


def test_moments_keep_their_offset() -> None:
    """A moment is shown by the clock of its own zone, and stays there; a named zone gives its offset of that day."""
    schema = {"properties": {"at": {"type": "string", "format": "date-time"}}}
    drawn = Form(draw(schema, {"at": "2026-07-01T12:00:00+02:00"}))
    assert ("/at", "2026-07-01T12:00:00") in drawn.pairs
    assert ("/at~zone", "+02:00") in drawn.pairs
    winter = Posted.of([("/at", "2026-01-01T12:00"), ("/at~zone", "Europe/Amsterdam")])
    assert {"at": "2026-01-01T12:00:00+01:00"} == read_page(schema, winter)
    nowhere = Posted.of([("/at", "2026-01-01T12:00"), ("/at~zone", "Mars/Base")])
    assert {"at": "2026-01-01T12:00 Mars/Base"} == read_page(schema, nowhere)
    again = Form(draw(schema, read_page(schema, nowhere)))
    assert [("/at", "2026-01-01T12:00"), ("/at~zone", "Mars/Base")] == again.pairs
