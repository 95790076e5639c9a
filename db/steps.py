"""Rows of steps: the arbiter of what happened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from ..domain.errors import ConflictError
from ..domain.plan import Node, NodeKind
from ..domain.position import UNDO_PREFIX, View, view_at
from ..domain.process import ProcessStatus, StepStatus
from ..domain.state import Delta
from .overlays import fold, merging, overlays_from, overlays_of
from .tables import engine, process, process_state, process_step


class StaleAttemptError(ConflictError):
    """This attempt came too late: the process has moved on, so nothing of it was kept."""

    code = "stale_attempt"


@dataclass(frozen=True, slots=True)
class Place:
    """One generation of one step."""

    process_id: UUID
    position: str
    generation: int

    @property
    def undoes(self) -> bool:
        """Whether it takes another step back."""
        return self.position.startswith(UNDO_PREFIX)


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


def _hold(connection: Connection, process_id: UUID) -> bool:
    """Note that a process is held back by the pause, if there still is one.

    The row lock makes whoever ends the pause wait until this is noted, or this wait until the pause has ended: so no
    process is held back without being told when it may go on.
    """
    if not connection.scalar(select(engine.c.global_lock).with_for_update(read=True)):
        return False
    connection.execute(update(process).where(process.c.process_id == process_id).values(held=True))
    return True


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


def _exists(connection: Connection, place: Place) -> bool:
    return connection.execute(select(process_step.c.position).where(_at(place))).one_or_none() is not None


def _at(place: Place) -> Any:
    return and_(
        process_step.c.process_id == place.process_id,
        process_step.c.position == place.position,
        process_step.c.generation == place.generation,
    )


def step_row(connection: Connection, place: Place, *, for_update: bool = False) -> Row[Any] | None:
    """The row of a step, or None."""
    query = select(process_step).where(_at(place))
    return connection.execute(query.with_for_update() if for_update else query).one_or_none()


def insert_open_step(
    connection: Connection,
    place: Place,
    status: StepStatus,
    values: Mapping[str, Any],
    *,
    assignee: str | None = None,
    failure: str | None = None,
) -> bool:
    """Record a step that waits or has failed, and say so on the process; False when the step has a row already.

    Args:
        connection: the transaction; the process's row is locked already.
        place: which step.
        status: ``waiting`` or ``failed``.
        values: further columns of its row: kind, key and title at least.
        assignee: who is to answer.
        failure: what went wrong.
    """
    inserted = connection.scalar(
        insert(process_step)
        .values(
            process_id=place.process_id,
            position=place.position,
            generation=place.generation,
            status=status.value,
            **values,
        )
        .on_conflict_do_nothing()
        .returning(process_step.c.position)
    )
    if inserted is None:
        return False
    said = {"position": place.position, "step_title": values["title"]}
    said |= {"assignee": assignee} if assignee else {}
    said |= {"failure": failure} if failure else {}
    connection.execute(update(process).where(process.c.process_id == place.process_id).values(said))
    refresh_standing(connection, place.process_id)
    return True


def insert_control(
    connection: Connection, place: Place, node: Node, *, delta: Delta | None = None, result: Any = None
) -> None:
    """Record that a control node was evaluated."""
    connection.execute(
        insert(process_step).values(
            process_id=place.process_id,
            position=place.position,
            generation=place.generation,
            status=StepStatus.COMPLETED.value,
            kind=node.kind.value,
            key=node.key,
            title=node.title,
            delta=(delta or Delta({})).to_json(),
            result=result,
            finished_at=func.clock_timestamp(),
        )
    )


def refresh_standing(connection: Connection, process_id: UUID, *, failure: str | None = None) -> None:
    """Let the process's row follow from the rows of its steps.

    Args:
        connection: the transaction.
        process_id: the process.
        failure: what has just gone wrong.
    """
    if failure is not None:
        connection.execute(update(process).where(process.c.process_id == process_id).values(failure=failure))
    connection.execute(
        update(process).where(process.c.process_id == process_id).values(updated_at=func.now(), **standing())
    )


def assign(connection: Connection, place: Place, assignee: str) -> None:
    """Let somebody else answer a waiting step."""
    update_step(connection, place, {"assignee": assignee})
    connection.execute(
        update(process).where(process.c.process_id == place.process_id).values(assignee=assignee)
    )


def update_step(connection: Connection, place: Place, values: Mapping[str, Any]) -> None:
    """Change columns of a step's row."""
    connection.execute(update(process_step).where(_at(place)).values(**values))


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


def all_steps(connection: Connection, process_id: UUID) -> Sequence[Row[Any]]:
    """Every row of a process's steps, in the order in which they were recorded."""
    query = select(process_step).where(process_step.c.process_id == process_id)
    return connection.execute(query.order_by(process_step.c.sequence)).all()


def parked_at(connection: Connection, key: str) -> list[UUID]:
    """The open processes that are parked at a step, by its key, the oldest failure first."""
    rows = connection.scalars(
        select(process_step.c.process_id)
        .join(process, process.c.process_id == process_step.c.process_id)
        .where(
            process.c.finished_at.is_(None),
            process_step.c.status == StepStatus.FAILED.value,
            process_step.c.decision.is_(None),
            process_step.c.key == key,
        )
        .order_by(process_step.c.sequence)
    )
    return list(dict.fromkeys(rows))


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


def standing() -> dict[str, Any]:
    """Values for the process's row that follow from the rows of its steps: what fails or waits, in any branch."""
    mine = process_step.c.process_id == process.c.process_id
    failed = exists().where(
        mine,
        process_step.c.status == StepStatus.FAILED.value,
        process_step.c.decision.is_(None),
        # Of an aborted process only what takes back waits for a decision.
        or_(process.c.abort.is_(None), process_step.c.position.startswith(UNDO_PREFIX)),
    )
    waiting = exists().where(mine, process_step.c.status == StepStatus.WAITING.value)
    return {
        "status": case(
            (failed, ProcessStatus.FAILED.value),
            (waiting, ProcessStatus.SUSPENDED.value),
            else_=ProcessStatus.RUNNING.value,
        ),
        "failure": case((failed, process.c.failure), else_=None),
        "assignee": case((waiting, process.c.assignee), else_=None),
    }
