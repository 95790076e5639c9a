"""What people answer a drift item with: each is written on the row, under its lock, with an event."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select, update

from ..domain.drift import DriftAnswer
from ..domain.errors import ConflictError, NotFoundError
from .engine import Database
from .events import record_event
from .tables import drift_item, process


def lock_drift_item(connection: Connection, drift_item_id: UUID) -> Row[Any]:
    """The row of a drift item that is open, locked until the transaction ends.

    Raises:
        NotFoundError: there is none.
        ConflictError: it is closed.
    """
    row = connection.execute(
        select(drift_item).where(drift_item.c.drift_item_id == drift_item_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no drift item {drift_item_id}.")
    if row.closed_at is not None:
        raise ConflictError(
            f"The drift item {row.path!r} was closed at {row.closed_at:%Y-%m-%d %H:%M:%S %Z} ({row.resolution}); "
            "there is nothing left to answer."
        )
    return row


def set_owner(
    database: Database, drift_item_id: UUID, owner: str | None, *, actor: str, reason: str | None
) -> None:
    """Say who looks after a drift item; None gives it up.

    Raises:
        NotFoundError: there is no such item.
        ConflictError: it is closed.
    """
    with database.transaction() as connection:
        row = lock_drift_item(connection, drift_item_id)
        _write(connection, row, owner=owner)
        _record(connection, "drift.owned", row, actor=actor, reason=reason, data={"owner": owner})


def suppress(
    database: Database, drift_item_id: UUID, until: datetime | None, *, actor: str, reason: str
) -> None:
    """Let a drift item not count until a moment; None lets it count again.

    Raises:
        NotFoundError: there is no such item.
        ConflictError: it is closed, or a process answers it.
    """
    with database.transaction() as connection:
        row = lock_drift_item(connection, drift_item_id)
        refuse_while_answered(connection, row)
        _write(
            connection, row, suppressed_until=until, **_answered(DriftAnswer.SUPPRESS, actor, reason, None)
        )
        shown = until.isoformat() if until else None
        _record(connection, "drift.suppressed", row, actor=actor, reason=reason, data={"until": shown})


def give_to_process(
    connection: Connection,
    drift_item_id: UUID,
    process_id: UUID,
    answer: DriftAnswer,
    *,
    actor: str,
    reason: str,
) -> None:
    """Let a process answer a drift item, in the transaction that accepts the process.

    Raises:
        NotFoundError: there is no such item.
        ConflictError: it is closed, or another process answers it.
    """
    row = lock_drift_item(connection, drift_item_id)
    refuse_while_answered(connection, row)
    _write(connection, row, suppressed_until=None, **_answered(answer, actor, reason, process_id))
    kind = "drift.restoring" if answer is DriftAnswer.RESTORE else "drift.adopting"
    _record(connection, kind, row, actor=actor, reason=reason, data={"process_id": str(process_id)})


def refuse_while_answered(connection: Connection, row: Row[Any]) -> None:
    """Refuse while a process that answers a drift item is under way.

    Raises:
        ConflictError: one is; the member `process_id` says which.
    """
    answering = connection.execute(
        select(process.c.process_id, process.c.title).where(
            process.c.process_id == row.process_id, process.c.finished_at.is_(None)
        )
    ).one_or_none()
    if answering is not None:
        raise ConflictError(
            f"{row.answered_by} has answered the drift item {row.path!r} already: process {answering.process_id} "
            f"({answering.title}) is under way. Wait for it to end, or abort it.",
            process_id=str(answering.process_id),
        )


def _answered(answer: DriftAnswer, actor: str, reason: str, process_id: UUID | None) -> dict[str, Any]:
    return {
        "answer": answer.value,
        "answered_by": actor,
        "answered_at": func.clock_timestamp(),
        "reason": reason,
        "process_id": process_id,
    }


def _write(connection: Connection, row: Row[Any], **values: Any) -> None:
    connection.execute(
        update(drift_item).where(drift_item.c.drift_item_id == row.drift_item_id).values(**values)
    )


def _record(
    connection: Connection, kind: str, row: Row[Any], *, actor: str, reason: str | None, data: dict[str, Any]
) -> None:
    record_event(
        connection,
        kind,
        actor,
        subscription_id=row.subscription_id,
        reason=reason,
        data={"drift_item_id": str(row.drift_item_id), "path": row.path, **data},
    )
