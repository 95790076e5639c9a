"""Moving a parked process onto the plan that the code has now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import Connection

from ..db.engine import Database
from ..db.events import record_event
from ..db.places import Place
from ..db.processes import is_over, lock_process, replace_plan, resume_process
from ..db.step_queries import open_step
from ..db.steps import update_step
from ..domain.catalogue import catalogue
from ..domain.errors import ConflictError, UnprocessableError
from ..domain.plan import Node
from ..domain.process import Decision, StepStatus


@dataclass(frozen=True, slots=True)
class Move:
    """What moving a process would mean.

    Args:
        kept: what has been done and stays as it is.
        upcoming: what would run, from the failed step's place on.
    """

    kept: tuple[Node, ...]
    upcoming: tuple[Node, ...]


def preview_move(database: Database, process_id: UUID) -> Move:
    """What would run after a move; nothing is changed.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it is not parked at a step of its own plan.
        UnprocessableError: nothing of the present plan follows what has been done.
    """
    with database.reading() as connection:
        return _move(connection, process_id)[0]


def move_plan(database: Database, process_id: UUID, *, actor: str, reason: str | None = None) -> Move:
    """Let a parked process go on with the present plan, from the step that failed (or what stands there now).

    Args:
        database: where the process is.
        process_id: the process.
        actor: who decides.
        reason: why.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it is not parked at a step of its own plan.
        UnprocessableError: nothing of the present plan follows what has been done.
    """
    with database.transaction() as connection:
        move, place = _move(connection, process_id)
        decision = {
            "kind": Decision.RETRY,
            "actor": actor,
            "reason": reason,
            "at": datetime.now(UTC).isoformat(),
        }
        update_step(connection, place, {"decision": decision})
        replace_plan(connection, process_id, [node.to_json() for node in (*move.kept, *move.upcoming)])
        resume_process(connection, process_id)
        record_event(
            connection,
            "process.moved",
            actor,
            process_id=process_id,
            reason=reason,
            data={"upcoming": [node.title for node in move.upcoming]},
        )
    return move


def _move(connection: Connection, process_id: UUID) -> tuple[Move, Place]:
    parent = lock_process(connection, process_id)
    row = open_step(connection, process_id, StepStatus.FAILED)
    if row is None or is_over(parent):
        raise ConflictError(
            f"Process {process_id} is {parent.status}; only a parked process can be moved to another plan."
        )
    if not row.position.isdecimal():
        raise ConflictError(
            f"Process {process_id} is parked at {row.position}, inside another step; finish or skip what is inside "
            "first."
        )
    index = int(row.position)
    old = [Node.from_json(item) for item in parent.plan]
    present = catalogue.workflow(parent.workflow).plan()
    upcoming = _following(old[: index + 1], present)
    return Move(tuple(old[:index]), upcoming), Place(process_id, row.position, row.generation)


def _following(begun: list[Node], present: tuple[Node, ...]) -> tuple[Node, ...]:
    """The part of the present plan that comes next: from the failed step, or after the last one that is in both."""
    keys = [node.key for node in present]
    failed = begun[-1]
    if failed.key in keys:
        return present[keys.index(failed.key) :]
    for node in reversed(begun[:-1]):
        if node.key in keys:
            return present[keys.index(node.key) + 1 :]
    done = ", ".join(node.title for node in begun)
    raise UnprocessableError(
        f"None of the steps begun so far ({done}) is in the present plan, so nothing says where to go on; abort the "
        "process and start another."
    )
