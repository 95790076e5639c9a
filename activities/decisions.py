"""What an operator decides about a process: retry or skip a failed step, abort, undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from ..db.engine import Database
from ..db.events import record_event
from ..db.kept_results import has_kept_result
from ..db.overlays import load_overlays, merge_state
from ..db.places import Place
from ..db.processes import abort_process, is_over, lock_process, resume_process
from ..db.step_queries import open_step
from ..db.steps import update_step
from ..domain.errors import ConflictError
from ..domain.plan import Node
from ..domain.position import view_at
from ..domain.process import Decision, ProcessStatus, StepStatus
from .edits import checked_edits
from .ending import end_aborted


def retry(
    database: Database,
    process_id: UUID,
    *,
    actor: str,
    reason: str | None = None,
    edits: Mapping[str, Any] | None = None,
    position: str | None = None,
    reapply: bool = False,
) -> None:
    """Try a failed step again, as its next generation.

    Args:
        database: where the process is.
        process_id: the process.
        actor: who decides.
        reason: why.
        edits: keys of State to change first; checked against the types of the steps that will read them.
        position: which step, when several have failed side by side; the oldest when left out.
        reapply: do not run it again, but save the result it had when somebody else stood in its way.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it has not failed, somebody has decided already, or no result is there to reapply.
        UnprocessableError: an edited value does not fit a step that reads it.
    """
    with database.transaction() as connection:
        parent, row = _failed(connection, process_id, position)
        place = Place(process_id, row.position, row.generation)
        values: dict[str, Any] = {"decision": _decision(Decision.RETRY, actor, reason)}
        if reapply:
            if not has_kept_result(connection, place):
                raise ConflictError(
                    f"{row.title} has left no result that could be applied; retry without that to run it again."
                )
            values["decision"]["reapply"] = True
        if edits:
            view = view_at(row.position, load_overlays(connection, process_id, row.position))
            plan = [Node.from_json(item) for item in parent.plan]
            delta = view.to_branch(checked_edits(plan, row.position, view.state, edits))
            values["delta"] = delta.to_json()
            merge_state(connection, process_id, row.position, delta)
        update_step(connection, place, values)
        resume_process(connection, process_id)
        _record(connection, "step.retried", row, actor, reason, edited=sorted(edits or {}))


def skip(
    database: Database,
    process_id: UUID,
    *,
    actor: str,
    reason: str | None = None,
    position: str | None = None,
) -> None:
    """Go on after a failed step as if it had been done; it leaves State as it is.

    Args:
        database: where the process is.
        process_id: the process.
        actor: who decides.
        reason: why.
        position: which step, when several have failed side by side; the oldest when left out.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it has not failed, or somebody has decided already.
    """
    with database.transaction() as connection:
        _, row = _failed(connection, process_id, position)
        place = Place(process_id, row.position, row.generation)
        update_step(connection, place, {"decision": _decision(Decision.SKIP, actor, reason)})
        resume_process(connection, process_id)
        _record(connection, "step.skipped", row, actor, reason)


def abort(
    database: Database, process_id: UUID, *, actor: str, reason: str | None = None, undo: bool = False
) -> None:
    """End a process where it is: nothing further is scheduled, what runs is cancelled, the locks are released last.

    Args:
        database: where the process is.
        process_id: the process.
        actor: who decides.
        reason: why.
        undo: take back what was done, in reverse order.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it has ended, or somebody has decided already.
    """
    with database.transaction() as connection:
        parent = lock_process(connection, process_id)
        if is_over(parent):
            raise ConflictError(f"Process {process_id} is {_standing(parent)}; it cannot be aborted.")
        decision = _decision("abort", actor, reason) | {"undo": undo}
        abort_process(connection, process_id, decision)
        record_event(
            connection,
            "process.abort_decided",
            actor,
            process_id=process_id,
            reason=reason,
            data={"undo": undo},
        )
        if parent.status == ProcessStatus.ACCEPTED and parent.started_at is None:
            # No step of it has begun and no run needs to hear of it: the opening activity will find it ended.
            end_aborted(connection, parent, decision)


def _failed(connection: Connection, process_id: UUID, position: str | None) -> tuple[Row[Any], Row[Any]]:
    parent = lock_process(connection, process_id)
    undoing = parent.abort is not None
    row = open_step(connection, process_id, StepStatus.FAILED, position=position, undoing=undoing)
    if row is None or parent.finished_at is not None:
        where = f" at {position}" if position is not None else ""
        raise ConflictError(
            f"Process {process_id} is {_standing(parent)}; no failed step{where} waits for a decision."
        )
    return parent, row


def _decision(kind: str, actor: str, reason: str | None) -> dict[str, Any]:
    return {"kind": kind, "actor": actor, "reason": reason, "at": datetime.now(UTC).isoformat()}


def _record(
    connection: Connection, kind: str, row: Row[Any], actor: str, reason: str | None, **data: Any
) -> None:
    facts = {"position": row.position, "title": row.title, "generation": row.generation}
    record_event(connection, kind, actor, process_id=row.process_id, reason=reason, data=facts | data)


def _standing(parent: Row[Any]) -> str:
    if parent.abort and parent.finished_at is None:
        return f"being aborted by {parent.abort['actor']}"
    return str(parent.status)
