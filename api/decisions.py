"""What people decide about a process that is under way: answer its form; retry, skip, abort."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from ..activities.answers import answer
from ..activities.decisions import abort, retry, skip
from .actor import Actor
from .answers import Answers
from .connections import Connected
from .form_bodies import documented_wizard
from .form_terms import Prefill, Terms
from .json_values import JsonObject
from .pages import Reason, Word
from .problems import documented

router = APIRouter(prefix="/processes", tags=["processes"])

_DECISION_PROBLEMS = documented(400, 404, 409, 413, 415, 422, 503)


class Decision(BaseModel):
    """An operator's decision."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Reason | None, Field(description="Why, for whoever asks later.")] = None


class StepDecision(Decision):
    """An operator's decision about a step that failed."""

    position: Word | None = Field(
        default=None,
        description="Which step, when several have failed side by side; the oldest when left out.",
    )


class RetryDecision(StepDecision):
    """An operator's decision to try a step again."""

    edits: Annotated[
        JsonObject | None,
        Field(description="Keys of State to change first; the values must fit the steps that read them."),
    ] = None
    reapply: Annotated[
        bool,
        Field(
            description="Do not run the step again, but save the result that it had when somebody else held or had "
            "changed the same."
        ),
    ] = False


class AbortDecision(Decision):
    """An operator's decision to end a process."""

    undo: Annotated[bool, Field(description="Take back what its steps have done, the last one first.")] = (
        False
    )


@router.put(
    "/{process_id}/resume",
    status_code=204,
    responses=documented(403, 404, 409, 413, 415, 422, 503) | documented_wizard(),
)
async def resume_process(
    process_id: UUID,
    *,
    answers: Answers,
    connections: Connected,
    actor: Actor,
    terms: Terms,
    prefill: Prefill,
    position: Annotated[
        Word | None,
        Query(description="Which step, when several wait side by side; the oldest when left out."),
    ] = None,
) -> None:
    """Answer the form that a process waits with. Of two answers at once one wins; the other gets 409."""
    await answer(
        connections.database,
        process_id,
        answers,
        actor=actor,
        position=position,
        cipher=connections.cipher,
        terms=terms,
        prefill=prefill,
    )
    await connections.notify(process_id)


@router.put("/{process_id}/retry", status_code=204, responses=_DECISION_PROBLEMS)
async def retry_process(
    process_id: UUID, connections: Connected, actor: Actor, body: RetryDecision | None = None
) -> None:
    """Try a step that failed once more."""
    decision = body or RetryDecision()
    await run_in_threadpool(
        retry,
        connections.database,
        process_id,
        actor=actor,
        reason=decision.reason,
        edits=decision.edits,
        position=decision.position,
        reapply=decision.reapply,
    )
    await connections.notify(process_id)


@router.put("/{process_id}/skip", status_code=204, responses=_DECISION_PROBLEMS)
async def skip_process(
    process_id: UUID, connections: Connected, actor: Actor, body: StepDecision | None = None
) -> None:
    """Go on after a step that failed, as if it had been done; State stays as it is."""
    decision = body or StepDecision()
    await run_in_threadpool(
        skip,
        connections.database,
        process_id,
        actor=actor,
        reason=decision.reason,
        position=decision.position,
    )
    await connections.notify(process_id)


@router.put("/{process_id}/abort", status_code=204, responses=_DECISION_PROBLEMS)
async def abort_process(
    process_id: UUID, connections: Connected, actor: Actor, body: AbortDecision | None = None
) -> None:
    """End a process where it is; what it has done stays, unless it is to be undone."""
    decision = body or AbortDecision()
    await run_in_threadpool(
        abort, connections.database, process_id, actor=actor, reason=decision.reason, undo=decision.undo
    )
    await connections.notify(process_id)
