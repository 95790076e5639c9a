"""Attempts that failed and will be repeated: how many, and what the last one said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.dialects.postgresql import insert

from .engine import Database
from .open_steps import is_unsettled
from .places import Place
from .tables import process_attempt


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """An attempt that will be repeated.

    Args:
        place: of the step.
        title: of the step.
        attempt: the number of the attempt, 1 for the first.
        error_class: class of the error.
        message: what the error says.
        next_at: when the next attempt begins.
    """

    place: Place
    title: str
    attempt: int
    error_class: str
    message: str
    next_at: datetime


def record_attempt(database: Database, failed: FailedAttempt) -> None:
    """Note that an attempt failed, over the one before."""
    place = failed.place
    values = {
        "title": failed.title,
        "attempt": failed.attempt,
        "error": {"class": failed.error_class, "message": failed.message},
        "next_at": failed.next_at,
    }
    with database.transaction() as connection:
        connection.execute(
            insert(process_attempt)
            .values(
                process_id=place.process_id,
                position=place.position,
                generation=place.generation,
                **values,
            )
            .on_conflict_do_update(
                index_elements=["process_id", "position", "generation"],
                set_=values | {"failed_at": func.now()},
            )
        )


def retried_steps(connection: Connection, process_id: UUID) -> Sequence[Row[Any]]:
    """The failed attempts of steps that are still being retried, the oldest first."""
    return connection.execute(
        select(process_attempt)
        .where(process_attempt.c.process_id == process_id, is_unsettled())
        .order_by(process_attempt.c.failed_at)
    ).all()
