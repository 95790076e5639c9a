"""What a schedule that somebody made runs: one activity that starts a process. It reaches nothing heavy."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from temporalio import workflow

SCHEDULED_START: Final = "perdure.scheduled_start"
"""With a dot, so that no author's function has this name."""

START: Final = "perdure.start_scheduled"


@workflow.defn(name=SCHEDULED_START)
class ScheduledStart:
    """Starts what a schedule says."""

    @workflow.run
    async def run(self, schedule_id: str) -> str | None:
        """Give the process's id, or None when it was refused or the schedule is gone."""
        started: str | None = await workflow.execute_activity(
            START,
            schedule_id,
            start_to_close_timeout=timedelta(minutes=2),
            summary="Start what is scheduled",
        )
        return started
