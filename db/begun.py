"""Which steps have begun, of those that can be taken back: one that was interrupted has no row of its own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from .places import Place
from .tables import process, process_begun


def note_begun(connection: Connection, place: Place, key: str) -> bool:
    """Note that the body of a step is about to run; False when the process is ending, so that it must not.

    The lock on the process's row makes an abort wait for this note, or this for the abort: whoever decides afterwards
    what is to be taken back sees everything that has begun.
    """
    process_id = connection.scalar(
        select(process.c.process_id)
        .where(
            process.c.process_id == place.process_id,
            process.c.abort.is_(None),
            process.c.finished_at.is_(None),
        )
        .with_for_update(read=True)
    )
    if process_id is None:
        return False
    connection.execute(
        insert(process_begun)
        .values(process_id=process_id, position=place.position, key=key)
        .on_conflict_do_nothing()
    )
    return True


def begun_steps(connection: Connection, process_id: UUID) -> dict[str, str]:
    """The keys of the steps that have begun, by position, the last one first."""
    query = select(process_begun.c.position, process_begun.c.key).where(
        process_begun.c.process_id == process_id
    )
    rows = connection.execute(query.order_by(process_begun.c.begun_at.desc()))
    return {row.position: row.key for row in rows}
