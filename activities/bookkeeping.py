"""The bookkeeping of a process as local activities: open it, look at a row, park a failed step, close it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import func
from temporalio import activity
from temporalio.exceptions import ApplicationError

from ..db.engine import Database
from ..db.events import record_event
from ..db.processes import lock_process, open_process
from ..db.steps import Place, insert_open_step, step_row
from ..domain.catalogue import find_node
from ..domain.errors import NotFoundError, PerdureError, UnavailableError
from ..domain.plan import Node
from ..domain.process import Close, Closed, Opened, Outcome, Park, ProcessStatus, StepCall, StepStatus
from ..forms.errors import FormException
from .admission import admit
from .ending import end_aborted, end_completed
from .outcome import outcome_of_row

# Cancelled in the Temporal Web UI: nobody told us who it was.
_FROM_TEMPORAL = {"kind": "abort", "actor": "temporal", "reason": "The run was cancelled in Temporal."}


class Bookkeeping:
    """The local activities around the steps.

    Args:
        database: where processes are.
        searchable: whether Temporal has our search attributes.
    """

    def __init__(self, database: Database, *, searchable: bool = True) -> None:
        self._database = database
        self.searchable = searchable

    def activities(self) -> list[Callable[..., Any]]:
        """What the worker registers."""
        return [self.open, self.look, self.park, self.close]

    @activity.defn(name="perdure.open")
    async def open(self, start: Any) -> Opened:
        """Open an accepted process; a run that somebody started in Temporal itself is admitted here first."""
        process_id = await self._process_id(start)
        return await asyncio.to_thread(self._open, process_id, activity.info().workflow_run_id or "")

    @activity.defn(name="perdure.look")
    async def look(self, call: StepCall) -> Outcome:
        """What a step's row says now."""
        return await asyncio.to_thread(self._look, call)

    @activity.defn(name="perdure.park")
    async def park(self, park: Park) -> Outcome:
        """Record that a step has failed for good, unless its row says that it was done after all."""
        return await asyncio.to_thread(self._park, park)

    @activity.defn(name="perdure.close")
    async def close(self, close: Close) -> Closed:
        """Close a process; closing it again changes nothing."""
        return await asyncio.to_thread(self._close, close)

    async def _process_id(self, start: Any) -> UUID:
        match start:
            case {"process_id": str(text)}:
                return _uuid(text, "process_id")
        info = activity.info()
        process_id = _uuid(info.workflow_id or "", "workflow id")
        pages = [] if start is None else start
        try:
            accepted = await admit(
                self._database, info.workflow_type or "", pages, actor="temporal", process_id=process_id
            )
        except UnavailableError:
            raise
        except (PerdureError, FormException) as error:
            raise _refused(str(error), type(error).__name__) from None
        return accepted.process_id

    def _open(self, process_id: UUID, run_id: str) -> Opened:
        with self._database.transaction() as connection:
            try:
                row = open_process(connection, process_id, run_id)
            except NotFoundError as error:
                raise _refused(str(error), "NotFoundError") from None
        ended = row.status if row.finished_at is not None else None
        return Opened(str(process_id), row.title, row.plan, ended, self.searchable)

    def _look(self, call: StepCall) -> Outcome:
        with self._database.transaction() as connection:
            parent = lock_process(connection, UUID(call.process_id))
            row = step_row(connection, _place(call))
        aborting = parent.abort is not None or parent.finished_at is not None
        if row is None:
            # Not recorded yet: the step is under way. Only `aborting` is of interest to whoever looks then.
            return Outcome(StepStatus.WAITING, aborting=aborting)
        return outcome_of_row(row, aborting=aborting)

    def _park(self, park: Park) -> Outcome:
        call, failure = park.call, park.failure
        place = _place(call)
        with self._database.transaction() as connection:
            parent = lock_process(connection, place.process_id)
            if parent.finished_at is None and parent.abort is None:
                node: Node = find_node([Node.from_json(item) for item in parent.plan], call.position)
                if insert_open_step(
                    connection,
                    place,
                    StepStatus.FAILED,
                    {
                        "kind": node.kind.value,
                        "key": node.key,
                        "title": node.title,
                        "attempt": failure.attempts,
                        "error": {
                            "class": failure.type,
                            "message": failure.message,
                            "traceback": failure.traceback,
                        },
                        "finished_at": func.now(),
                    },
                    {"status": ProcessStatus.FAILED.value, "failure": failure.message},
                ):
                    record_event(
                        connection,
                        "step.failed",
                        parent.reporter,
                        process_id=place.process_id,
                        reason=failure.message,
                        data={"position": call.position, "title": node.title, "class": failure.type},
                    )
            row = step_row(connection, place)
        if row is None:
            return Outcome(StepStatus.FAILED, aborting=True)
        return outcome_of_row(row, aborting=parent.abort is not None or parent.finished_at is not None)

    def _close(self, close: Close) -> Closed:
        process_id = UUID(close.process_id)
        with self._database.transaction() as connection:
            parent = lock_process(connection, process_id)
            if parent.finished_at is not None:
                return Closed(ProcessStatus(parent.status))
            if close.aborted or parent.abort:
                return end_aborted(connection, parent, parent.abort or _FROM_TEMPORAL)
            return end_completed(connection, parent)


def _place(call: StepCall) -> Place:
    return Place(UUID(call.process_id), call.position, call.generation)


def _uuid(text: str, what: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise _refused(
            f"The {what} {text[:100]!r} is no UUID. Start processes through the API or `perdure start`; to start one "
            "here, give the run a UUID as workflow id and the list of page answers as input.",
            "BadRequestError",
        ) from None


def _refused(message: str, kind: str) -> ApplicationError:
    return ApplicationError(message, type=kind, non_retryable=True)
