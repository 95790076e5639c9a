"""The arbiter: what a step needs before it runs, and the one statement that records that it did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Row,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from ..domain.plan import NodeKind
from ..domain.position import View, view_at
from ..domain.process import StepStatus
from ..domain.state import Delta
from .overlays import merging, overlays_from, overlays_of
from .places import Place, StaleAttemptError, at
from .tables import engine, process, process_state, process_step


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a step needs before it runs.

    Args:
        row: its own row, when it has happened already.
        view: State as it sees it.
        reporter: who started the process.
        ended: how the process ended, or ``aborting``; None while it may go on.
        held: the engine is paused, so it must not begin.
    """

    row: Row[Any] | None
    view: View
    reporter: str
    ended: str | None
    held: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """A step to be recorded as completed."""

    place: Place
    run_id: str
    kind: NodeKind
    key: str
    title: str
    delta: Delta
    started_at: datetime
    attempt: int = 1
    actor: str | None = None
    subscriptions: Sequence[dict[str, Any]] = field(default=())
    result: Any = None


def load_step(connection: Connection, place: Place, run_id: str) -> Loaded | None:
    """State and row of a step in one query; None when there is no such process.

    A run that is not the recorded one takes over: after a reset from the Temporal Web UI the new run is the only one
    that Temporal still gives work to, and what the old one has in flight is refused when it tries to commit.
    """
    found = connection.execute(
        select(
            process.c.status.label("process_status"),
            process.c.reporter,
            process.c.run_id,
            process.c.finished_at.label("process_finished_at"),
            process.c.abort,
            overlays_of(place.position).label("overlays"),
            select(engine.c.global_lock).scalar_subquery().label("paused"),
            process_step,
        )
        .outerjoin(
            process_step,
            and_(
                process_step.c.process_id == process.c.process_id,
                process_step.c.position == place.position,
                process_step.c.generation == place.generation,
            ),
        )
        .where(process.c.process_id == place.process_id)
    ).one_or_none()
    if found is None:
        return None
    held = bool(found.paused) and found.position is None and _hold(connection, place.process_id)
    if found.run_id != run_id and found.process_finished_at is None:
        connection.execute(
            update(process).where(process.c.process_id == place.process_id).values(run_id=run_id)
        )
    ended = found.process_status if found.process_finished_at else ("aborting" if found.abort else None)
    return Loaded(
        row=found if found.position is not None else None,
        view=view_at(place.position, overlays_from(found.overlays)),
        reporter=found.reporter,
        ended=ended,
        held=held,
    )


def insert_step(connection: Connection, done: Done) -> bool:
    """Record a completed step and merge its delta into State, in one statement.

    Returns False when the row exists already: somebody else was first and the transaction must roll back.

    Raises:
        StaleAttemptError: the process has ended, is being aborted or is worked on by another run.
    """
    place = done.place
    moved = (
        update(process)
        .where(
            process.c.process_id == place.process_id,
            process.c.finished_at.is_(None),
            process.c.abort.is_(None) if not place.undoes else process.c.abort.is_not(None),
            process.c.run_id == done.run_id,
        )
        # Its status stays: it changes when a step waits, fails or is decided, under the lock of this row.
        .values(position=place.position, step_title=done.title, updated_at=func.now())
        .returning(process.c.process_id)
        .cte("moved")
    )
    statement = insert(process_step).from_select(
        [
            "process_id",
            "position",
            "generation",
            "kind",
            "key",
            "title",
            "status",
            "delta",
            "subscriptions",
            "result",
            "attempt",
            "actor",
            "started_at",
            "finished_at",
        ],
        select(
            moved.c.process_id,
            bindparam("position", place.position),
            bindparam("generation", place.generation),
            bindparam("kind", done.kind.value),
            bindparam("key", done.key),
            bindparam("title", done.title),
            bindparam("status", StepStatus.COMPLETED.value),
            bindparam("delta", done.delta.to_json(), type_=JSONB),
            bindparam("subscriptions", list(done.subscriptions), type_=JSONB),
            bindparam("result", done.result, type_=JSONB(none_as_null=True)),
            bindparam("attempt", done.attempt),
            bindparam("actor", done.actor, type_=Text),
            bindparam("started_at", done.started_at),
            func.clock_timestamp(),
        ),
    )
    if done.delta.changed or done.delta.removed:
        statement = statement.add_cte(
            merging(place.position, done.delta)
            .where(process_state.c.process_id.in_(select(moved.c.process_id)))
            .cte("merged")
        )
    inserted: Row[Any] | None = connection.execute(
        statement.on_conflict_do_nothing().returning(literal_column("process_id"))
    ).one_or_none()
    if inserted is not None:
        return True
    if _exists(connection, place):
        return False
    raise StaleAttemptError(
        f"Step {done.title!r} of process {place.process_id} finished after the process had moved on; its changes were "
        "not kept."
    )


def _hold(connection: Connection, process_id: UUID) -> bool:
    """Note that a process is held back by the pause, if there still is one.

    The row lock makes whoever ends the pause wait until this is noted, or this wait until the pause has ended: so no
    process is held back without being told when it may go on.
    """
    if not connection.scalar(select(engine.c.global_lock).with_for_update(read=True)):
        return False
    connection.execute(update(process).where(process.c.process_id == process_id).values(held=True))
    return True


def _exists(connection: Connection, place: Place) -> bool:
    return connection.execute(select(process_step.c.position).where(at(place))).one_or_none() is not None
