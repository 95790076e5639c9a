"""What happened to a subscription, in one list: its versions, processes, validations, events and notes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    DateTime,
    Integer,
    Row,
    Select,
    Text,
    Uuid,
    bindparam,
    cast,
    literal,
    null,
    select,
    text,
    tuple_,
    union_all,
)

from .paging import Rows, as_cursor, from_cursor
from .subscription_views import require_subscription
from .tables import (
    TIMELINE_EVENTS,
    event,
    process,
    process_subscription,
    subscription_version,
    validation,
)


class Happening(StrEnum):
    """What an entry of a timeline tells of."""

    VERSION = "version"
    STARTED = "started"
    ENDED = "ended"
    VALIDATION = "validation"
    EVENT = "event"
    NOTE = "note"


NOTED: Final = "subscription.note"
"""The kind of the events that keep notes."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page ended: entries are sorted by moment, then kind, then key."""

    at: datetime
    kind: Happening
    key: int | UUID


def read_timeline(
    connection: Connection,
    subscription_id: UUID,
    *,
    kinds: Collection[Happening] = (),
    limit: int,
    cursor: str | None = None,
) -> Rows:
    """One page of what happened to a subscription, newest first.

    One statement, which reads so many rows of each kind from an index: what it costs does not grow with the past.

    Args:
        connection: where to read.
        subscription_id: which subscription.
        kinds: only of these kinds; of all of them when there are none.
        limit: how many entries at most.
        cursor: the `next` of the page before; None for the first page.

    Raises:
        BadRequestError: the cursor is none of ours.
        NotFoundError: there is no such subscription.
    """
    after = None if cursor is None else from_cursor(cursor, _place)
    place = {} if after is None else {"after_at": after.at, "after_key": after.key}
    found = connection.execute(
        _statement(frozenset(kinds or Happening), after.kind if after else None),
        {"subscription_id": subscription_id, "limit": limit + 1, **place},
    ).all()
    if not found:
        require_subscription(connection, subscription_id)
    found = sorted(found, key=_order, reverse=True)
    return Rows(found[:limit], _encoded(found[limit - 1]) if len(found) > limit else None)


@cache
def _statement(kinds: frozenset[Happening], after: Happening | None) -> CompoundSelect[Any]:
    """The latest entries of these kinds that come after one of that kind; making it takes longer than running it."""
    parts = [source.part(after).subquery() for source in _SOURCES if source.kind in kinds]
    return union_all(*(select(part) for part in parts))


@dataclass(frozen=True, slots=True)
class _Source:
    """Entries of one kind.

    Args:
        kind: which.
        query: selects the columns of an entry, without an order.
        of: the subscription that an entry is about.
        at: when an entry happened.
        key: what tells entries of one moment apart.
    """

    kind: Happening
    query: Select[Any]
    of: ColumnElement[UUID]
    at: ColumnElement[datetime]
    key: ColumnElement[Any]

    def part(self, after: Happening | None) -> Select[Any]:
        """The latest entries; only those that come after a place, which an entry of this kind has."""
        query = self.query.where(self.of == bindparam("subscription_id"))
        at = bindparam("after_at", type_=DateTime(timezone=True))
        if after is self.kind:
            query = query.where(
                tuple_(self.at, self.key) < tuple_(at, bindparam("after_key", type_=self.key.type))
            )
        elif after is not None:
            query = query.where(self.at <= at if self.kind < after else self.at < at)
        return query.order_by(self.at.desc(), self.key.desc()).limit(bindparam("limit", type_=Integer))


def _entry(
    kind: Happening, at: ColumnElement[datetime], key: ColumnElement[Any], **facts: ColumnElement[Any]
) -> Select[Any]:
    """An entry's columns, the same for every kind; what a kind does not have is null."""
    texts = ("actor", "reason", "title", "status", "note", "event")
    missing: dict[str, ColumnElement[Any]] = {name: cast(null(), Text) for name in texts}
    missing |= {"process_id": cast(null(), Uuid), "version": cast(null(), Integer)}
    given = [fact.label(name) for name, fact in (missing | facts).items()]
    return select(literal(kind.value).label("kind"), at.label("at"), cast(key, Text).label("key"), *given)


def _versions() -> _Source:
    it = subscription_version.c
    query = _entry(
        Happening.VERSION,
        it.created_at,
        it.version,
        actor=process.c.reporter,
        title=process.c.title,
        status=it.status,
        process_id=it.process_id,
        version=it.version,
    )
    query = query.select_from(subscription_version).outerjoin(process, process.c.process_id == it.process_id)
    return _Source(Happening.VERSION, query, it.subscription_id, it.created_at, it.version)


def _processes(kind: Happening, at: ColumnElement[datetime], **decided: ColumnElement[Any]) -> _Source:
    it = process_subscription.c
    query = _entry(
        kind,
        at,
        it.process_id,
        title=process.c.title,
        status=process.c.status,
        process_id=it.process_id,
        **decided,
    )
    query = query.select_from(process_subscription).join(process, process.c.process_id == it.process_id)
    return _Source(kind, query.where(at.is_not(None)), it.subscription_id, at, it.process_id)


def _validations() -> _Source:
    it = validation.c
    query = _entry(
        Happening.VALIDATION,
        it.finished_at,
        it.process_id,
        actor=process.c.reporter,
        title=process.c.title,
        status=it.verdict,
        process_id=it.process_id,
        version=it.version,
    )
    query = query.select_from(validation).join(process, process.c.process_id == it.process_id)
    return _Source(Happening.VALIDATION, query, it.subscription_id, it.finished_at, it.process_id)


def _told(kind: Happening, index: str, **facts: ColumnElement[Any]) -> _Source:
    it = event.c
    query = _entry(
        kind, it.at, it.event_id, actor=it.actor, reason=it.reason, process_id=it.process_id, **facts
    )
    # As the index has it: a parameter would hide from PostgreSQL that all of this is in a partial index.
    query = query.where(text(TIMELINE_EVENTS[index]))
    return _Source(kind, query, it.subscription_id, it.at, it.event_id)


_SOURCES: Final = (
    _versions(),
    _processes(Happening.STARTED, process_subscription.c.since, actor=process.c.reporter),
    _processes(
        Happening.ENDED,
        process_subscription.c.until,
        actor=process.c.abort["actor"].astext,
        reason=process.c.abort["reason"].astext,
    ),
    _validations(),
    _told(Happening.EVENT, "of_subscription", event=event.c.kind, title=event.c.data["path"].astext),
    _told(Happening.NOTE, "of_note", note=event.c.data["note"].astext),
)

_DIGITS: Final = {Happening.VERSION: 9, Happening.EVENT: 18, Happening.NOTE: 18}
"""Of the numbers that are keys; the other keys are UUIDs. PostgreSQL's types have no room for longer ones."""


def _key(kind: Happening, text: str) -> int | UUID:
    if kind not in _DIGITS:
        return UUID(text)
    if len(text) > _DIGITS[kind]:
        raise ValueError(text)
    return int(text)


def _order(row: Row[Any]) -> tuple[datetime, str, int | UUID]:
    return row.at, row.kind, _key(Happening(row.kind), row.key)


def _encoded(row: Row[Any]) -> str:
    return as_cursor(f"{row.at.isoformat()} {row.kind} {row.key}")


def _place(text: str) -> _Place:
    at, kind, key = text.split(" ")
    happening = Happening(kind)
    # In UTC: PostgreSQL does not know every offset that Python does.
    return _Place(datetime.fromisoformat(at).astimezone(UTC), happening, _key(happening, key))
