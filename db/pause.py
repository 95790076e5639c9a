"""The engine's pause: one row that says whether anything new may begin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from ..domain.errors import UnavailableError
from ..domain.process import ProcessStatus
from .engine import Database
from .events import record_event
from .tables import engine, process


class EngineStatus(StrEnum):
    """Whether processes go on."""

    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"


class PausedError(UnavailableError):
    """The engine is paused, so nothing new is begun."""

    code = "paused"


@dataclass(frozen=True, slots=True)
class Pause:
    """How the engine stands.

    Args:
        status: ``pausing`` while steps that had begun are still running.
        changed_by: who changed it last.
        changed_at: when.
        reason: why.
    """

    status: EngineStatus
    changed_by: str | None = None
    changed_at: datetime | None = None
    reason: str | None = None


def read_pause(connection: Connection) -> Pause:
    """How the engine stands."""
    row = connection.execute(select(engine)).one_or_none()
    if row is None:
        return Pause(EngineStatus.RUNNING)
    status = EngineStatus.RUNNING
    if row.global_lock:
        # A process that was held back says so; one that says it runs has a step under way.
        busy = connection.scalar(
            select(process.c.process_id)
            .where(
                process.c.finished_at.is_(None),
                process.c.status == ProcessStatus.RUNNING,
                process.c.held.is_(False),
            )
            .limit(1)
        )
        status = EngineStatus.PAUSING if busy else EngineStatus.PAUSED
    return Pause(status, row.changed_by, row.changed_at, row.reason)


def set_pause(database: Database, *, paused: bool, actor: str, reason: str | None = None) -> Pause:
    """Pause the engine, or let it go on.

    Steps that run finish; nothing new begins. When it goes on, every open process is told.

    Args:
        database: where the row is.
        paused: whether nothing new may begin.
        actor: who decides.
        reason: why.
    """
    values = {"global_lock": paused, "changed_by": actor, "reason": reason, "changed_at": func.now()}
    with database.transaction() as connection:
        connection.execute(
            insert(engine).values(values).on_conflict_do_update(index_elements=["singleton"], set_=values)
        )
        if not paused:
            connection.execute(
                update(process)
                .where(process.c.finished_at.is_(None), process.c.held)
                .values(held=False, unsignalled_since=func.now())
            )
        record_event(connection, "engine.paused" if paused else "engine.resumed", actor, reason=reason)
        return read_pause(connection)


def refuse_while_paused(connection: Connection) -> None:
    """Begin nothing while the engine is paused.

    Raises:
        PausedError: it is.
    """
    row = connection.execute(select(engine).where(engine.c.global_lock)).one_or_none()
    if row is not None:
        why = f": {row.reason}" if row.reason else ""
        raise PausedError(f"The engine was paused by {row.changed_by}{why}. Start again when it goes on.")
