"""Questions about the steps of a process."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from ..domain.plan import NodeKind
from ..domain.position import UNDO_PREFIX, View, view_at
from ..domain.process import Decision, StepStatus
from .overlays import fold
from .places import Place
from .tables import process, process_step


def all_steps(connection: Connection, process_id: UUID) -> Sequence[Row[Any]]:
    """Every row of a process's steps, in the order in which they were recorded."""
    query = select(process_step).where(process_step.c.process_id == process_id)
    return connection.execute(query.order_by(process_step.c.sequence)).all()


def settled_steps(connection: Connection, process_id: UUID) -> Sequence[Row[Any, Any, Any]]:
    """What need not be done (again): ``position``, ``generation`` and ``result`` of completed and skipped steps."""
    return connection.execute(
        select(process_step.c.position, process_step.c.generation, process_step.c.result)
        .where(
            process_step.c.process_id == process_id,
            or_(
                process_step.c.status == StepStatus.COMPLETED.value,
                process_step.c.decision["kind"].astext == Decision.SKIP.value,
            ),
        )
        .order_by(process_step.c.sequence)
    ).all()


def completed_step(connection: Connection, process_id: UUID, position: str) -> Row[Any] | None:
    """The row of a step's generation that was completed, or None."""
    return connection.execute(
        select(process_step).where(
            process_step.c.process_id == process_id,
            process_step.c.position == position,
            process_step.c.status == StepStatus.COMPLETED.value,
        )
    ).one_or_none()


def open_step(
    connection: Connection,
    process_id: UUID,
    status: StepStatus,
    kind: NodeKind | None = None,
    position: str | None = None,
    *,
    undoing: bool = False,
) -> Row[Any] | None:
    """The step of a process that waits (or has failed and is not decided yet), or None; the oldest, when several.

    Args:
        connection: where to look.
        process_id: the process.
        status: ``waiting`` or ``failed``.
        kind: only steps of this kind.
        position: only the step there.
        undoing: only what takes another step back.
    """
    query = select(process_step).where(
        process_step.c.process_id == process_id, process_step.c.status == status.value
    )
    if status is StepStatus.FAILED:
        query = query.where(process_step.c.decision.is_(None))
    if kind is not None:
        query = query.where(process_step.c.kind == kind.value)
    if position is not None:
        query = query.where(process_step.c.position == position)
    if undoing:
        query = query.where(process_step.c.position.startswith(UNDO_PREFIX))
    return connection.execute(query.order_by(process_step.c.sequence).limit(1)).one_or_none()


def step_by_token(connection: Connection, process_id: UUID, token_hash: bytes) -> Row[Any] | None:
    """The step of a process that hands out this token, or None."""
    return connection.execute(
        select(process_step).where(
            process_step.c.process_id == process_id, process_step.c.token_hash == token_hash
        )
    ).one_or_none()


def parked_at(connection: Connection, key: str) -> list[UUID]:
    """The open processes that are parked at a step, by its key, the oldest failure first."""
    query = _parked(process_step.c.process_id).where(process_step.c.key == key)
    return list(dict.fromkeys(connection.scalars(query.order_by(process_step.c.sequence))))


def parked_steps(connection: Connection) -> Sequence[Row[Any]]:
    """Per step that processes are parked at: ``key, title, count, oldest, message``, the most frequent first.

    ``message`` is what the one that was parked last says.
    """
    step = process_step.c
    messages = func.array_agg(aggregate_order_by(step.error["message"].astext, step.sequence.desc()))
    query = _parked(
        step.key,
        func.max(step.title).label("title"),
        func.count(step.process_id.distinct()).label("count"),
        func.min(func.coalesce(step.finished_at, step.recorded_at)).label("oldest"),
        messages[1].label("message"),
    )
    return connection.execute(
        query.group_by(step.key).order_by(func.count(step.process_id.distinct()).desc(), step.key)
    ).all()


def _parked(*columns: ColumnElement[Any]) -> Select[Any]:
    return (
        select(*columns)
        .join(process, process.c.process_id == process_step.c.process_id)
        .where(
            process.c.finished_at.is_(None),
            process_step.c.status == StepStatus.FAILED.value,
            process_step.c.decision.is_(None),
            # Of an aborted process only what takes back waits for a decision.
            or_(process.c.abort.is_(None), process_step.c.position.startswith(UNDO_PREFIX)),
        )
    )


def last_answer(connection: Connection, process_id: UUID) -> Row[Any] | None:
    """The input step that was answered last, or None."""
    return connection.execute(
        select(process_step)
        .where(
            process_step.c.process_id == process_id,
            process_step.c.kind == NodeKind.INPUT.value,
            process_step.c.status == StepStatus.COMPLETED.value,
        )
        .order_by(process_step.c.finished_at.desc())
        .limit(1)
    ).one_or_none()


def answerers(connection: Connection, process_id: UUID) -> set[str]:
    """Everybody who has answered an input step of a process."""
    return set(
        connection.scalars(
            select(process_step.c.actor).where(
                process_step.c.process_id == process_id,
                process_step.c.kind == NodeKind.INPUT.value,
                process_step.c.status == StepStatus.COMPLETED.value,
            )
        )
    )


def has_acted(connection: Connection, process_id: UUID) -> bool:
    """Whether a step of a process has completed or failed, so that something may have been changed."""
    return (
        connection.execute(
            select(process_step.c.position)
            .where(
                process_step.c.process_id == process_id,
                process_step.c.kind == NodeKind.STEP.value,
                process_step.c.status.in_([StepStatus.COMPLETED.value, StepStatus.FAILED.value]),
            )
            .limit(1)
        ).one_or_none()
        is not None
    )


def view_after(connection: Connection, undo: Place) -> View:
    """State as a step saw it when it had just been committed, recomputed from the rows; for taking it back."""
    position = undo.position.removeprefix(UNDO_PREFIX)
    rows = all_steps(connection, undo.process_id)
    own = [row.sequence for row in rows if row.position == position]
    until = max(own, default=None)
    initial = connection.execute(
        select(process.c.initial_state).where(process.c.process_id == undo.process_id)
    ).scalar_one()
    return view_at(position, fold(initial, [row for row in rows if until is None or row.sequence <= until]))
