"""Repairs: what to do when Temporal's runs and our rows no longer agree."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from ..activities.ending import end_aborted
from ..db.engine import Database
from ..db.events import record_event
from ..db.locks import release_orphaned_locks
from ..db.processes import lock_process, open_runs, recently_finished, restart_process

RECONCILER: Final = "reconciler"

_BATCH: Final = 200
"""So many processes are looked at per round: at one round in five seconds, forty requests a second at most."""

_ENDED: Final = {
    WorkflowExecutionStatus.TERMINATED: "The run was terminated in Temporal.",
    WorkflowExecutionStatus.FAILED: "The run failed in Temporal; see its history there.",
    WorkflowExecutionStatus.TIMED_OUT: "The run timed out in Temporal.",
    WorkflowExecutionStatus.CANCELED: "The run was cancelled in Temporal.",
    WorkflowExecutionStatus.COMPLETED: "The run has ended in Temporal without closing the process.",
}
_GONE: Final = "gone"
_LEFT_OPEN: Final = "left open"

_log = structlog.stdlib.get_logger()


class Repairs:
    """Observes and repairs; acts on what it has seen twice.

    Args:
        client: connected, or lazily so.
        database: where processes are.
        patience: time between two observations that justify a repair: what is only on its way settles by itself.
    """

    def __init__(
        self, client: Client, database: Database, *, patience: timedelta = timedelta(minutes=1)
    ) -> None:
        self._client = client
        self._database = database
        self._patience = patience.total_seconds()
        self._seen: dict[tuple[UUID, str], float] = {}
        self._after: UUID | None = None

    async def round(self) -> None:
        """Look at the next processes, and repair what has been wrong for long enough."""
        open_ids = await asyncio.to_thread(self._next)
        for process_id in open_ids:
            status = await self._status(process_id)
            trouble = _GONE if status is None else status.name if status in _ENDED else None
            if self._certain(process_id, trouble):
                await asyncio.to_thread(self._repair, process_id, status)
        for process_id in await asyncio.to_thread(self._finished):
            left_open = await self._status(process_id) is WorkflowExecutionStatus.RUNNING
            if self._certain(process_id, _LEFT_OPEN if left_open else None):
                await self._terminate(process_id)
        for subscription_id in await asyncio.to_thread(self._release):
            _log.warning("released the lock of a closed process", subscription_id=str(subscription_id))

    def _certain(self, process_id: UUID, trouble: str | None) -> bool:
        """Whether this has been observed before, long enough ago."""
        for key in [key for key in self._seen if key[0] == process_id and key[1] != trouble]:
            del self._seen[key]
        if trouble is None:
            return False
        first = self._seen.get((process_id, trouble))
        if first is None:
            self._seen[process_id, trouble] = time.monotonic()
            return False
        return time.monotonic() - first >= self._patience

    async def _status(self, process_id: UUID) -> WorkflowExecutionStatus | None:
        try:
            return (await self._client.get_workflow_handle(str(process_id)).describe()).status
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise

    def _repair(self, process_id: UUID, status: WorkflowExecutionStatus | None) -> None:
        with self._database.transaction() as connection:
            parent = lock_process(connection, process_id)
            if parent.finished_at is not None:
                return
            if status is None:
                # Temporal has lost it. What was done is in the rows, so a new run goes on from there.
                restart_process(connection, process_id)
                record_event(connection, "process.restarted", RECONCILER, process_id=process_id)
            else:
                reason = _ENDED[status]
                end_aborted(connection, parent, parent.abort or {"actor": RECONCILER, "reason": reason})
        _log.warning("repaired a process", process_id=str(process_id), run=status.name if status else _GONE)

    async def _terminate(self, process_id: UUID) -> None:
        handle = self._client.get_workflow_handle(str(process_id))
        try:
            await handle.terminate(reason="The process is closed in Perdure.")
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return
        await asyncio.to_thread(self._record, "process.run_terminated", process_id)

    def _next(self) -> list[UUID]:
        with self._database.reading() as connection:
            found = open_runs(connection, after=self._after, limit=_BATCH)
        self._after = found[-1] if len(found) == _BATCH else None
        return found

    def _finished(self) -> list[UUID]:
        with self._database.reading() as connection:
            return recently_finished(connection, limit=_BATCH)

    def _release(self) -> list[UUID]:
        with self._database.transaction() as connection:
            released = release_orphaned_locks(connection)
            for subscription_id in released:
                record_event(connection, "lock.released", RECONCILER, subscription_id=subscription_id)
        return released

    def _record(self, kind: str, process_id: UUID) -> None:
        with self._database.transaction() as connection:
            record_event(connection, kind, RECONCILER, process_id=process_id)
