"""Rows of steps that wait, fail or are decided, and the row of the process that follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Row,
    case,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from ..domain.plan import Node
from ..domain.position import UNDO_PREFIX
from ..domain.process import ProcessStatus, StepStatus
from ..domain.state import Delta
from .places import Place, at
from .tables import process, process_step


def step_row(connection: Connection, place: Place) -> Row[Any] | None:
    """The row of a step, or None."""
    return connection.execute(select(process_step).where(at(place))).one_or_none()


def insert_open_step(
    connection: Connection,
    place: Place,
    node: Node,
    status: StepStatus,
    *,
    assignee: str | None = None,
    failure: str | None = None,
    **columns: Any,
) -> bool:
    """Record a step that waits or has failed, and say so on the process; False when the step has a row already.

    Args:
        connection: the transaction; the process's row is locked already.
        place: which step.
        node: of the plan, or what takes a node back.
        status: ``waiting`` or ``failed``.
        assignee: who is to answer.
        failure: what went wrong.
        columns: further columns of its row.
    """
    inserted = connection.scalar(
        insert(process_step)
        .values(
            process_id=place.process_id,
            position=place.position,
            generation=place.generation,
            status=status.value,
            kind=node.kind.value,
            key=node.key,
            title=node.title,
            assignee=assignee,
            **columns,
        )
        .on_conflict_do_nothing()
        .returning(process_step.c.position)
    )
    if inserted is None:
        return False
    said = {"position": place.position, "step_title": node.title}
    said |= {"assignee": assignee} if assignee else {}
    said |= {"failure": failure} if failure else {}
    connection.execute(update(process).where(process.c.process_id == place.process_id).values(said))
    refresh_summary(connection, place.process_id)
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


def update_step(connection: Connection, place: Place, values: Mapping[str, Any]) -> None:
    """Change columns of a step's row."""
    connection.execute(update(process_step).where(at(place)).values(**values))


def assign(connection: Connection, place: Place, assignee: str) -> None:
    """Let somebody else answer a waiting step."""
    update_step(connection, place, {"assignee": assignee})
    connection.execute(
        update(process).where(process.c.process_id == place.process_id).values(assignee=assignee)
    )


def refresh_summary(connection: Connection, process_id: UUID, *, failure: str | None = None) -> None:
    """Let the process's row follow from the rows of its steps.

    Args:
        connection: the transaction.
        process_id: the process.
        failure: what has just gone wrong.
    """
    if failure is not None:
        connection.execute(update(process).where(process.c.process_id == process_id).values(failure=failure))
    connection.execute(
        update(process)
        .where(process.c.process_id == process_id)
        .values(updated_at=func.now(), **step_summary())
    )


def step_summary() -> dict[str, Any]:
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
