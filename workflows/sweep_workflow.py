"""The sweep's Temporal workflow, apart from its activity: like the interpreter it reaches nothing heavy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from temporalio import workflow

SWEEP: Final = "perdure.validate_subscriptions"
"""With a dot, so that no author's function has this name."""

SWEEP_PAGE: Final = "perdure.sweep_page"


@dataclass(frozen=True, slots=True)
class SweepPage:
    """Which subscriptions are next.

    Args:
        workflow: the validate workflow.
        reporter: who started the sweep: the schedule.
        after: the last subscription of the page before.
    """

    workflow: str
    reporter: str
    after: str | None = None


@workflow.defn(name=SWEEP)
class Sweep:
    """Pages through the subscriptions of one validate workflow."""

    @workflow.run
    async def run(self, page: SweepPage) -> None:
        """Start their validations, page by page."""
        after = page.after
        while True:
            after = await workflow.execute_activity(
                SWEEP_PAGE,
                SweepPage(page.workflow, page.reporter, after),
                start_to_close_timeout=timedelta(minutes=10),
                heartbeat_timeout=timedelta(seconds=30),
                summary=f"Start validations: {page.workflow}",
            )
            if after is None:
                return
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(SweepPage(page.workflow, page.reporter, after))
