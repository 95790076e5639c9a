"""One decision for every process that is parked at the same step."""

from collections.abc import Sequence
from functools import partial
from typing import Literal, Self
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field, model_validator

from ..activities import decisions
from ..activities.bulk import Decide, Decided, decide_all
from .actor import Actor
from .connections import Connected, Connections
from .decisions import AbortDecision
from .pages import Word
from .problems import documented

router = APIRouter(prefix="/processes", tags=["processes"])


class BulkDecision(AbortDecision):
    """A decision for many processes at once."""

    key: Word = Field(description="The durable name of the step that they are parked at.")
    decision: Literal["retry", "skip", "abort"] = Field(description="What to do with each of them.")
    dry_run: bool = Field(default=True, description="Count only; send false to decide.")
    undo: bool = Field(
        default=False,
        description="When they are aborted: take back what their steps have done, the last one first.",
    )

    @model_validator(mode="after")
    def _undo_needs_abort(self) -> Self:
        if self.undo and self.decision != "abort":
            raise ValueError(f"undo goes with the decision abort, not with {self.decision}")
        return self

    def decide(self, actor: str) -> Decide:
        """The decision about one of them."""
        match self.decision:
            case "retry":
                return partial(decisions.retry, actor=actor, reason=self.reason)
            case "skip":
                return partial(decisions.skip, actor=actor, reason=self.reason)
        return partial(decisions.abort, actor=actor, reason=self.reason, undo=self.undo)


class Refusal(BaseModel):
    """A process that the decision could not be taken for."""

    process_id: UUID = Field(description="Which one.")
    detail: str = Field(description="Why not, for people.")


class BulkResult(BaseModel):
    """What became of a decision for many."""

    dry_run: bool = Field(description="Nothing was decided, only counted.")
    count: int = Field(description="How many it was (or would be) taken for.")
    processes: list[UUID] = Field(description="Those processes, the oldest failure first.")
    refused: list[Refusal] = Field(description="Those about which somebody else was faster.")

    @classmethod
    def of(cls, decided: Decided, *, dry_run: bool) -> Self:
        """The result as the API shows it."""
        refused = [
            Refusal(process_id=process_id, detail=detail) for process_id, detail in decided.refused.items()
        ]
        return cls(
            dry_run=dry_run, count=len(decided.processes), processes=decided.processes, refused=refused
        )


@router.post("/bulk", responses=documented(400, 413, 415, 422, 503))
async def decide_about_many(
    body: BulkDecision, connections: Connected, actor: Actor, after: BackgroundTasks
) -> BulkResult:
    """Retry, skip or abort every process that is parked at a step; a dry run says how many that are."""
    decide = None if body.dry_run else body.decide(actor)
    decided = await run_in_threadpool(decide_all, connections.database, body.key, decide)
    if not body.dry_run:
        # After the answer: what was decided is committed, and thousands of signals take a while.
        after.add_task(_tell, connections, decided.processes)
    return BulkResult.of(decided, dry_run=body.dry_run)


async def _tell(connections: Connections, processes: Sequence[UUID]) -> None:
    for process_id in processes:
        if not await connections.notify(process_id):
            return  # Temporal is away: the reconciler tells the rest
