"""Schedules that people make; Temporal runs them, these rows say which there are to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, delete, func, insert, select

from ..domain.errors import ConflictError, NotFoundError
from .engine import Database
from .events import record_event
from .tables import schedule

MOST: Final = 100
"""So many may be made: the page of schedules asks Temporal about each of them."""


@dataclass(frozen=True, slots=True)
class NewSchedule:
    """What somebody wants to have started again and again.

    Args:
        schedule_id: its id.
        workflow: what is started.
        answers: to its form, an object per page; none for a validation, which is of every subscription.
        every: how often; None when it has a cron expression.
        cron: when, in UTC; None when it has an interval.
    """

    schedule_id: UUID
    workflow: str
    answers: Sequence[dict[str, Any]]
    every: timedelta | None = None
    cron: str | None = None


def list_schedules(database: Database) -> Sequence[Row[Any]]:
    """All that were made, oldest first."""
    query = select(schedule).order_by(schedule.c.created_at, schedule.c.schedule_id)
    with database.reading() as connection:
        return connection.execute(query).all()


def read_schedule(database: Database, schedule_id: UUID) -> Row[Any] | None:
    """One that was made; None when it is not there (any more)."""
    query = select(schedule).where(schedule.c.schedule_id == schedule_id)
    with database.reading() as connection:
        return connection.execute(query).one_or_none()


def insert_schedule(database: Database, new: NewSchedule, *, actor: str) -> Row[Any]:
    """Write a schedule down.

    Raises:
        ConflictError: there are too many already.
    """
    with database.transaction() as connection:
        if (connection.scalar(select(func.count()).select_from(schedule)) or 0) >= MOST:
            raise ConflictError(f"There are {MOST} schedules already; delete one of them first.")
        row = connection.execute(
            insert(schedule)
            .values(
                schedule_id=new.schedule_id,
                workflow=new.workflow,
                answers=list(new.answers),
                every=new.every,
                cron=new.cron,
                created_by=actor,
            )
            .returning(schedule)
        ).one()
        _record(connection, "schedule.made", row, actor)
    return row


def delete_schedule(database: Database, schedule_id: UUID, *, actor: str) -> None:
    """Forget a schedule.

    Raises:
        NotFoundError: there is none (any more).
    """
    with database.transaction() as connection:
        row = connection.execute(
            delete(schedule).where(schedule.c.schedule_id == schedule_id).returning(schedule)
        ).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no schedule {schedule_id} (any more).")
        _record(connection, "schedule.deleted", row, actor)


def _record(connection: Connection, kind: str, row: Row[Any], actor: str) -> None:
    record_event(connection, kind, actor, data={"schedule": str(row.schedule_id), "workflow": row.workflow})
