"""Events as others follow them: in the order of their ids, none left out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Connection, Row, Text, cast, func, select

from .tables import event


@dataclass(frozen=True, slots=True)
class Sight:
    """How far one look at the events reaches.

    Ids are given out before they are committed: where 6 is there, 5 may still come. It has come, or never will, once
    every transaction that was under way when 6 was seen has ended.

    Args:
        last: the last id that is there, 0 when there is none.
        oldest: the oldest transaction that is under way; the next one when none is.
        next: the transaction that begins next.
    """

    last: int
    oldest: int
    next: int


def look(connection: Connection) -> Sight:
    """See how far the events go now."""
    snapshot = func.pg_current_snapshot()
    row = connection.execute(
        select(
            func.coalesce(func.max(event.c.event_id), 0).label("last"),
            cast(cast(func.pg_snapshot_xmin(snapshot), Text), BigInteger).label("oldest"),
            cast(cast(func.pg_snapshot_xmax(snapshot), Text), BigInteger).label("next"),
        )
    ).one()
    return Sight(row.last, row.oldest, row.next)


def read_events(
    connection: Connection, *, after: int, until: int, process_id: UUID | None = None, limit: int
) -> Sequence[Row[Any]]:
    """Events in the order of their ids.

    Args:
        connection: where to read.
        after: only those with a greater id.
        until: only up to this id.
        process_id: only those of this process.
        limit: how many at most.
    """
    query = select(event).where(event.c.event_id > after, event.c.event_id <= until)
    if process_id is not None:
        query = query.where(event.c.process_id == process_id)
    return connection.execute(query.order_by(event.c.event_id).limit(limit)).all()
