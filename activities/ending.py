"""How a process ends: completed, with what its kind of workflow adds, or aborted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from ..db.claims import release_process
from ..db.drift import close_adopted
from ..db.locks import release_locks
from ..db.processes import finish_process
from ..db.step_queries import all_steps, has_acted
from ..db.sync import set_insync
from ..db.validations import insert_validation
from ..domain.definitions import Target
from ..domain.plan import NodeKind
from ..domain.process import Closed, ProcessStatus
from .check import Verdict, overall
from .sighting import settle_drift


def end_completed(connection: Connection, parent: Row[Any]) -> Closed:
    """Close a process whose plan has run to its end: in sync, unlocked, or with its verdict.

    Args:
        connection: the transaction.
        parent: the process's row, locked.
    """
    process_id: UUID = parent.process_id
    verdict: Verdict | None = None
    if parent.target == Target.VALIDATE:
        reports = [row for row in all_steps(connection, process_id) if row.kind == NodeKind.CHECK]
        current = settle_drift(connection, parent, reports)
        verdict = overall(row.result for row in reports) if current else Verdict.SUPERSEDED
        checks = [{"title": row.title, "key": row.key} | row.result for row in reports]
        insert_validation(connection, process_id, verdict.value, checks)
    else:
        set_insync(connection, release_locks(connection, process_id), insync=True)
        close_adopted(connection, process_id)
    release_process(connection, process_id, of_subscriptions=False)
    finish_process(connection, process_id, ProcessStatus.COMPLETED, parent.reporter, None)
    return Closed(ProcessStatus.COMPLETED, verdict.value if verdict else None)


def end_aborted(connection: Connection, parent: Row[Any], decision: Mapping[str, Any]) -> Closed:
    """Close a process that does not go on, and release its locks last.

    A subscription stays out of sync, because a change may be half done, unless no step of the process had begun.

    Args:
        connection: the transaction.
        parent: the process's row, locked.
        decision: who decided, and why.
    """
    process_id: UUID = parent.process_id
    # While it runs, a step may be under way that has no row yet.
    acted = parent.status == ProcessStatus.RUNNING or has_acted(connection, process_id)
    finish_process(connection, process_id, ProcessStatus.ABORTED, decision["actor"], decision.get("reason"))
    # What a create leaves behind is not what it claimed them for.
    release_process(connection, process_id, of_subscriptions=parent.target == Target.CREATE)
    released = release_locks(connection, process_id)
    if not acted:
        set_insync(connection, released, insync=True)
    return Closed(ProcessStatus.ABORTED)
