"""The bookkeeping of a process as local activities: open it, look at a row, park a failed step, close it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection
from temporalio import activity
from temporalio.exceptions import ApplicationError

from ..db.engine import Database
from ..db.places import Place
from ..db.processes import is_over, lock_process, open_process
from ..db.step_queries import settled_steps
from ..db.steps import insert_control, step_row
from ..domain.bookkeeping import CLOSE, LOOK, OPEN, PARK, UNDO
from ..domain.catalogue import catalogue
from ..domain.errors import NotFoundError
from ..domain.plan import Node, NodeKind
from ..domain.process import (
    Close,
    Closed,
    Opened,
    Outcome,
    Park,
    ProcessStatus,
    StepCall,
    UndoStep,
)
from ..forms.errors import FormValidationError
from .admission import admit
from .check import report_failure
from .ending import end_aborted, end_completed
from .outcome import brief, outcome_of_row
from .parking import park_step
from .transient import is_transient
from .undo import undo_steps

_SHOWN = 5
"""So many errors of a page fit into a sentence."""

# Cancelled in the Temporal Web UI: nobody told us who it was.
_FROM_TEMPORAL = {"kind": "abort", "actor": "temporal", "reason": "The run was cancelled in Temporal."}


class Bookkeeping:
    """The local activities around the steps.

    Args:
        database: where processes are.
        searchable: whether Temporal has our search attributes.
        deploy_grace: so long a step that no worker knows is waited for.
    """

    def __init__(
        self, database: Database, *, searchable: bool = True, deploy_grace: timedelta = timedelta(minutes=10)
    ) -> None:
        self._database = database
        self._searchable = searchable
        self._deploy_grace = deploy_grace

    def activities(self) -> list[Callable[..., Any]]:
        """What the worker registers."""
        return [self.open, self.look, self.park, self.undo, self.close]

    @activity.defn(name=OPEN)
    async def open(self, start: Any) -> Opened:
        """Open an accepted process; a run that somebody started in Temporal itself is admitted here first."""
        process_id = await self._process_id(start)
        return await asyncio.to_thread(self._open, process_id, activity.info().workflow_run_id or "")

    @activity.defn(name=LOOK)
    async def look(self, call: StepCall) -> Outcome:
        """What a step's row says now."""
        return await asyncio.to_thread(self._look, call)

    @activity.defn(name=PARK)
    async def park(self, park: Park) -> Outcome:
        """Record that a step has failed for good, unless its row says that it was done after all."""
        return await asyncio.to_thread(self._park, park)

    @activity.defn(name=UNDO)
    async def undo(self, process_id: str) -> list[UndoStep]:
        """Which steps of an aborted process are to be taken back."""
        return await asyncio.to_thread(undo_steps, self._database, UUID(process_id))

    @activity.defn(name=CLOSE)
    async def close(self, close: Close) -> Closed:
        """Close a process; closing it again changes nothing."""
        return await asyncio.to_thread(self._close, close)

    async def _process_id(self, start: Any) -> UUID:
        info = activity.info()
        match start:
            case {"process_id": given}:
                process_id = _uuid(str(given), "process_id")
                if given != info.workflow_id:
                    raise _refused(
                        f"Process {process_id} has a run of that id, not {info.workflow_id}; only Perdure starts it.",
                        "ConflictError",
                    )
                return process_id
        process_id = _uuid(info.workflow_id or "", "workflow id")
        try:
            # The run is the key: when this activity is repeated, what it has admitted is found again.
            accepted = await admit(
                self._database,
                info.workflow_type or "",
                [] if start is None else start,
                actor="temporal",
                process_id=process_id,
                idempotency_key=f"temporal/{info.workflow_run_id}",
            )
        except Exception as error:
            if is_transient(error):
                raise
            raise _refused(_sentence(error), type(error).__name__) from None
        return accepted.process_id

    def _open(self, process_id: UUID, run_id: str) -> Opened:
        with self._database.transaction() as connection:
            try:
                row = open_process(connection, process_id, run_id)
            except NotFoundError as error:
                raise _refused(str(error), "NotFoundError") from None
            done = {
                row.position: brief(row.result) | {"generation": row.generation}
                for row in settled_steps(connection, process_id)
            }
        return Opened(
            process_id=str(process_id),
            title=row.title,
            plan=row.plan,
            done=done,
            ended=row.status if row.finished_at is not None else None,
            searchable=self._searchable,
            deploy_grace=self._deploy_grace.total_seconds(),
        )

    def _look(self, call: StepCall) -> Outcome:
        with self._database.transaction() as connection:
            parent = lock_process(connection, UUID(call.process_id))
            row = step_row(connection, Place.of(call))
        aborting = is_over(parent)
        moved = parent.run_id is None and not aborting
        return replace(outcome_of_row(row, aborting=aborting), moved=moved)

    def _park(self, park: Park) -> Outcome:
        place = Place.of(park.call)
        with self._database.transaction() as connection:
            parent = lock_process(connection, place.process_id)
            over = parent.finished_at is not None if place.undoes else is_over(parent)
            if not over and step_row(connection, place) is None:
                _record_failure(connection, place, park, parent.reporter)
            row = step_row(connection, place)
        return outcome_of_row(row, aborting=over)

    def _close(self, close: Close) -> Closed:
        process_id = UUID(close.process_id)
        with self._database.transaction() as connection:
            parent = lock_process(connection, process_id)
            if parent.finished_at is not None:
                return Closed(ProcessStatus(parent.status))
            if parent.abort and parent.abort.get("undo") and not close.aborted:
                return Closed(ProcessStatus(parent.status), undo_first=True)
            if close.aborted or parent.abort:
                return end_aborted(connection, parent, parent.abort or _FROM_TEMPORAL)
            return end_completed(connection, parent)


def _record_failure(connection: Connection, place: Place, park: Park, reporter: str) -> None:
    node = Node(park.kind, park.key, park.title)
    if park.kind is NodeKind.CHECK:
        # A validation never parks: what kept a check from its end is what it reports.
        known = catalogue.steps.get(park.key)
        result = {"system": known.options.get("system") if known else None} | report_failure(park.failure)
        insert_control(connection, place, node, result=result)
        return
    park_step(connection, place, node, park.failure, reporter=reporter)


def _sentence(error: Exception) -> str:
    if not isinstance(error, FormValidationError):
        return str(error)
    wrong = "; ".join(f"{'.'.join(map(str, item.loc))}: {item.msg}" for item in error.errors[:_SHOWN])
    return f"{error} {wrong}"


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
