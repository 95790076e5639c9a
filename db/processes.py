"""Rows of processes: accept, open, move, close."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from ..domain.definitions import Target
from ..domain.errors import NotFoundError, UnprocessableError
from ..domain.position import MAIN
from ..domain.process import ProcessStatus, StepStatus
from .events import record_event
from .secrets import forget_typed_in
from .steps import refresh_summary, step_summary
from .tables import process, process_state, process_step, process_subscription


@dataclass(frozen=True, slots=True)
class NewProcess:
    """A process as it is accepted."""

    process_id: UUID
    workflow: str
    title: str
    target: str
    answers: list[Any]
    plan: list[dict[str, Any]]
    state: dict[str, Any]
    reporter: str
    idempotency_key: str | None = None
    body_hash: str | None = None
    subscription_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The process that stands for an accepted start."""

    process_id: UUID
    status: ProcessStatus
    created: bool


def earlier_start(connection: Connection, idempotency_key: str, body_hash: str) -> Accepted | None:
    """The process that was accepted under this key before.

    Raises:
        UnprocessableError: it was accepted for another body.
    """
    row = connection.execute(
        select(process.c.process_id, process.c.status, process.c.body_hash).where(
            process.c.idempotency_key == idempotency_key
        )
    ).one_or_none()
    if row is None:
        return None
    if row.body_hash != body_hash:
        raise UnprocessableError(
            f"The Idempotency-Key {idempotency_key!r} was used for another request (process {row.process_id}); "
            "send a new key with a new request.",
            process_id=str(row.process_id),
        )
    return Accepted(row.process_id, ProcessStatus(row.status), created=False)


def insert_process(connection: Connection, new: NewProcess) -> bool:
    """Write the rows of an accepted process; False when the idempotency key or the process id is taken."""
    inserted = connection.execute(
        insert(process)
        .values(
            process_id=new.process_id,
            workflow=new.workflow,
            title=new.title,
            target=new.target,
            status=ProcessStatus.ACCEPTED,
            answers=new.answers,
            plan=new.plan,
            initial_state=new.state,
            reporter=new.reporter,
            idempotency_key=new.idempotency_key,
            body_hash=new.body_hash,
            unsignalled_since=func.now(),
        )
        .on_conflict_do_nothing()
        .returning(process.c.process_id)
    ).one_or_none()
    if inserted is None:
        return False
    connection.execute(insert(process_state).values(process_id=new.process_id, state=new.state))
    if new.subscription_id is not None:
        looks = new.target == Target.VALIDATE
        link_subscription(connection, new.process_id, new.subscription_id, changes=not looks)
    record_event(
        connection,
        "process.accepted",
        new.reporter,
        process_id=new.process_id,
        subscription_id=new.subscription_id,
        data={"workflow": new.workflow},
    )
    return True


def link_subscription(
    connection: Connection, process_id: UUID, subscription_id: UUID, *, changes: bool = True
) -> None:
    """Note that a process works on a subscription; ``changes`` is false when it only looks at it."""
    connection.execute(
        insert(process_subscription)
        .values(
            process_id=process_id,
            subscription_id=subscription_id,
            since=func.now() if changes else None,  # before the version that the same transaction makes
        )
        .on_conflict_do_nothing()
    )


def lock_process(connection: Connection, process_id: UUID) -> Row[Any]:
    """The row of a process, locked until the transaction ends.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(
        select(process).where(process.c.process_id == process_id).with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no process {process_id}.")
    return row


def is_over(row: Row[Any]) -> bool:
    """Whether a process has ended, or is being aborted: nothing of it goes on but what takes back."""
    return row.finished_at is not None or row.abort is not None


def open_process(connection: Connection, process_id: UUID, run_id: str) -> Row[Any]:
    """Mark a process as running in this Temporal run, unless it has ended; returns its row.

    Raises:
        NotFoundError: there is no such process.
    """
    row = lock_process(connection, process_id)
    if row.finished_at is None:
        connection.execute(
            update(process)
            .where(process.c.process_id == process_id)
            .values(
                run_id=run_id,
                started_at=func.coalesce(process.c.started_at, func.now()),
                updated_at=func.now(),
                **step_summary(),
            )
        )
    return row


def finish_process(
    connection: Connection, process_id: UUID, status: ProcessStatus, actor: str, reason: str | None
) -> None:
    """Close a process and the rows of its steps that are still open; locks are the caller's."""
    connection.execute(
        update(process_step)
        .where(process_step.c.process_id == process_id, process_step.c.status == StepStatus.WAITING)
        .values(status=StepStatus.ABORTED, finished_at=func.now())
    )
    connection.execute(
        update(process)
        .where(process.c.process_id == process_id)
        .values(
            status=status,
            # Not now(), when the transaction began: it may have waited for a step to commit.
            finished_at=func.clock_timestamp(),
            updated_at=func.now(),
            position=None,
            step_title=None,
            assignee=None,
            unsignalled_since=None,
        )
    )
    connection.execute(
        update(process_subscription)
        .where(process_subscription.c.process_id == process_id, process_subscription.c.since.is_not(None))
        .values(until=func.clock_timestamp())
    )
    forget_typed_in(connection, process_id)
    record_event(connection, f"process.{status.value}", actor, process_id=process_id, reason=reason)


def subscriptions_of(connection: Connection, process_id: UUID) -> Sequence[UUID]:
    """The subscriptions that a process works on."""
    return connection.scalars(
        select(process_subscription.c.subscription_id).where(process_subscription.c.process_id == process_id)
    ).all()


@dataclass(frozen=True, slots=True)
class Untold:
    """A process of which Temporal has not been told something."""

    process_id: UUID
    workflow: str
    title: str
    status: ProcessStatus
    since: datetime


def untold(connection: Connection, process_id: UUID) -> tuple[Untold, list[UUID], str | None] | None:
    """What Temporal must be told of a process, with its subscriptions and product; None when nothing."""
    row = connection.execute(
        select(process, process_state.c.state["product_name"].astext.label("product_name"))
        .join(process_state, process_state.c.process_id == process.c.process_id)
        .where(
            process.c.process_id == process_id,
            process_state.c.branch == MAIN,
            process.c.unsignalled_since.is_not(None),
        )
    ).one_or_none()
    if row is None:
        return None
    found = Untold(row.process_id, row.workflow, row.title, ProcessStatus(row.status), row.unsignalled_since)
    return found, list(subscriptions_of(connection, process_id)), row.product_name


def all_untold(connection: Connection, older_than_seconds: float, limit: int = 100) -> Sequence[UUID]:
    """Processes of which Temporal has not been told something for a while, oldest first."""
    return connection.scalars(
        select(process.c.process_id)
        .where(
            process.c.unsignalled_since
            < func.now() - func.make_interval(0, 0, 0, 0, 0, 0, older_than_seconds)
        )
        .order_by(process.c.unsignalled_since)
        .limit(limit)
    ).all()


def mark_told(connection: Connection, process_id: UUID, since: datetime) -> None:
    """Temporal has been told all that was committed at ``since``; what came later stays marked."""
    connection.execute(
        update(process)
        .where(process.c.process_id == process_id, process.c.unsignalled_since == since)
        .values(unsignalled_since=None)
    )


def read_row(connection: Connection, process_id: UUID) -> Row[Any]:
    """The row of a process.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(select(process).where(process.c.process_id == process_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no process {process_id}.")
    return row


def resume_process(connection: Connection, process_id: UUID) -> None:
    """An answer or a decision lets a process go on; Temporal is to be told."""
    connection.execute(
        update(process)
        .where(process.c.process_id == process_id)
        .values(updated_at=func.now(), unsignalled_since=func.now(), **step_summary())
    )


def abort_process(connection: Connection, process_id: UUID, decision: dict[str, Any]) -> None:
    """From now on no step of this process commits; Temporal is to be told."""
    connection.execute(
        update(process)
        .where(process.c.process_id == process_id)
        .values(abort=decision, updated_at=func.now(), unsignalled_since=func.now())
    )
    # Steps that had failed wait for nobody any more. Apart, because it follows from the abort.
    refresh_summary(connection, process_id)


def replace_plan(connection: Connection, process_id: UUID, plan: list[dict[str, Any]]) -> None:
    """Give a process another plan; its run hears of it and is followed by one that reads the new plan."""
    connection.execute(
        update(process).where(process.c.process_id == process_id).values(plan=plan, run_id=None)
    )


def open_runs(connection: Connection, *, after: UUID | None, limit: int) -> list[UUID]:
    """Open processes that should have a run in Temporal, by id, a page at a time: those it has been told of.

    Args:
        connection: where to look.
        after: the last id of the page before.
        limit: the page's length.
    """
    # One that has not been opened yet has a run all the same, from the moment when Temporal was told.
    told = or_(process.c.run_id.is_not(None), process.c.unsignalled_since.is_(None))
    query = select(process.c.process_id).where(process.c.finished_at.is_(None), told)
    if after is not None:
        query = query.where(process.c.process_id > after)
    return list(connection.scalars(query.order_by(process.c.process_id).limit(limit)))


def recently_finished(connection: Connection, *, limit: int) -> list[UUID]:
    """Processes that ended in the last ten minutes, the newest first."""
    since = func.now() - func.make_interval(0, 0, 0, 0, 0, 10)
    query = select(process.c.process_id).where(process.c.finished_at > since)
    return list(connection.scalars(query.order_by(process.c.finished_at.desc()).limit(limit)))


def restart_process(connection: Connection, process_id: UUID) -> None:
    """Let a process whose run is lost have another one, which goes on from the rows."""
    connection.execute(
        update(process)
        .where(process.c.process_id == process_id)
        .values(
            status=ProcessStatus.ACCEPTED, run_id=None, updated_at=func.now(), unsignalled_since=func.now()
        )
    )
