"""What happens to a step that waits too long: reminders, escalation, a callback that expires."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func
from temporalio import activity

from ..db.engine import Database
from ..db.events import record_event
from ..db.places import Place
from ..db.processes import is_over, lock_process
from ..db.steps import assign, refresh_summary, step_row, update_step
from ..domain.bookkeeping import EXPIRE, REMIND
from ..domain.process import Failure, Outcome, Remind, StepCall, StepStatus
from .outcome import outcome_of_row


class Overdue:
    """The local activities around waiting steps.

    Args:
        database: where processes are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def activities(self) -> list[Callable[..., Any]]:
        """What the worker registers."""
        return [self.remind, self.expire]

    @activity.defn(name=REMIND)
    async def remind(self, remind: Remind) -> None:
        """Flag a waiting step, once per occasion: an event, and a time on its row that the inbox shows."""
        await asyncio.to_thread(self._remind, remind)

    @activity.defn(name=EXPIRE)
    async def expire(self, call: StepCall) -> Outcome:
        """Park a callback step whose call did not come in time."""
        return await asyncio.to_thread(self._expire, call)

    def _remind(self, remind: Remind) -> None:
        place = Place.of(remind.call)
        with self._database.transaction() as connection:
            parent = lock_process(connection, place.process_id)
            row = step_row(connection, place)
            if row is None or row.status != StepStatus.WAITING or parent.finished_at is not None:
                return
            result = dict(row.result or {})
            flags = dict(result.get("flags", {}))
            if remind.occasion in flags:
                return
            flags[remind.occasion] = datetime.now(UTC).isoformat()
            update_step(connection, place, {"result": result | {"flags": flags}})
            if remind.assignee is not None:
                assign(connection, place, remind.assignee)
            record_event(
                connection,
                f"step.{remind.occasion.partition(' ')[0]}",
                "perdure",
                process_id=place.process_id,
                data={"position": place.position, "title": row.title, "occasion": remind.occasion},
            )

    def _expire(self, call: StepCall) -> Outcome:
        place = Place.of(call)
        with self._database.transaction() as connection:
            parent = lock_process(connection, place.process_id)
            row = step_row(connection, place)
            over = is_over(parent)
            if row is not None and row.status == StepStatus.WAITING and not over:
                message = f"Nobody called back {row.title!r} in time. Retry to ask again with a new address."
                update_step(
                    connection,
                    place,
                    {
                        "status": StepStatus.FAILED.value,
                        "error": Failure("CallbackTimeoutError", message).to_json(),
                        "finished_at": func.clock_timestamp(),
                    },
                )
                refresh_summary(connection, place.process_id, failure=message)
                record_event(
                    connection, "step.failed", "perdure", process_id=place.process_id, reason=message
                )
                row = step_row(connection, place)
        return outcome_of_row(row, aborting=over)
