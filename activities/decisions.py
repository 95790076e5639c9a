"""What an operator decides about a process: retry a failed step, abort."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ..db.engine import Database
from ..db.events import record_event
from ..db.processes import abort_process, lock_process, resume_process
from ..db.steps import Place, open_step, update_step
from ..domain.errors import ConflictError
from ..domain.process import ProcessStatus, StepStatus
from .ending import end_aborted


def retry(database: Database, process_id: UUID, *, actor: str, reason: str | None = None) -> None:
    """Try a failed step again, as its next generation.

    Args:
        database: where the process is.
        process_id: the process.
        actor: who decides.
        reason: why.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it has not failed, or somebody has decided already.
    """
    with database.transaction() as connection:
        parent = lock_process(connection, process_id)
        row = open_step(connection, process_id, StepStatus.FAILED)
        if parent.status != ProcessStatus.FAILED or row is None or parent.abort:
            raise ConflictError(
                f"Process {process_id} is {_standing(parent)}; only a failed process can be retried."
            )
        place = Place(process_id, row.position, row.generation)
        update_step(connection, place, {"decision": _decision("retry", actor, reason)})
        resume_process(connection, process_id)
        record_event(
            connection,
            "step.retried",
            actor,
            process_id=process_id,
            reason=reason,
            data={"position": row.position, "title": row.title, "generation": row.generation + 1},
        )


def abort(database: Database, process_id: UUID, *, actor: str, reason: str | None = None) -> None:
    """End a process where it is: nothing further is scheduled, what runs is cancelled, the locks are released last.

    Args:
        database: where the process is.
        process_id: the process.
        actor: who decides.
        reason: why.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it has ended, or somebody has decided already.
    """
    with database.transaction() as connection:
        parent = lock_process(connection, process_id)
        if parent.finished_at is not None or parent.abort:
            raise ConflictError(f"Process {process_id} is {_standing(parent)}; it cannot be aborted.")
        decision = _decision("abort", actor, reason)
        abort_process(connection, process_id, decision)
        record_event(connection, "process.abort_decided", actor, process_id=process_id, reason=reason)
        if parent.status == ProcessStatus.ACCEPTED:
            # No step of it has begun and no run needs to hear of it: the opening activity will find it ended.
            end_aborted(connection, parent, decision)


def _decision(kind: str, actor: str, reason: str | None) -> dict[str, Any]:
    return {"kind": kind, "actor": actor, "reason": reason, "at": datetime.now(UTC).isoformat()}


def _standing(parent: Any) -> str:
    if parent.abort and parent.finished_at is None:
        return f"being aborted by {parent.abort['actor']}"
    return str(parent.status)
