"""Whether anything has changed: one word that is another one afterwards."""

from uuid import UUID

from sqlalchemy import Connection, func, select

from .tables import event, process, process_attempt


def read_pulse(connection: Connection) -> str:
    """The word of the whole installation: it changes with every event, and with every move of an open process."""
    # What ends is an event, so the open ones, which an index finds, are enough.
    moved = select(func.max(process.c.updated_at)).where(process.c.finished_at.is_(None)).scalar_subquery()
    events = select(func.max(event.c.event_id)).scalar_subquery()
    row = connection.execute(select(func.extract("epoch", moved), events)).one()
    return _word(*row)


def read_process_pulse(connection: Connection, process_id: UUID) -> str:
    """The word of one process: it changes with its every event, move and failed attempt."""
    moved = select(process.c.updated_at).where(process.c.process_id == process_id).scalar_subquery()
    events = select(func.max(event.c.event_id)).where(event.c.process_id == process_id).scalar_subquery()
    attempts = (
        select(func.sum(process_attempt.c.attempt))
        .where(process_attempt.c.process_id == process_id)
        .scalar_subquery()
    )
    row = connection.execute(select(func.extract("epoch", moved), events, attempts)).one()
    return _word(*row)


def _word(*facts: object) -> str:
    return "-".join(str(fact or 0) for fact in facts)
