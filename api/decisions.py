"""What people decide about a process that is under way: answer its form, retry, abort."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from ..activities.answers import answer
from ..activities.decisions import abort, retry
from .actor import Actor
from .connections import Connected
from .form_bodies import documented_wizard
from .pages import Reason
from .problems import documented
from .starts import Pages

router = APIRouter(prefix="/processes", tags=["processes"])

_DECISION_PROBLEMS = documented(400, 404, 409, 413, 415, 422, 503)


class Decision(BaseModel):
    """An operator's decision."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[Reason | None, Field(description="Why, for whoever asks later.")] = None


class AbortDecision(Decision):
    """An operator's decision to end a process."""

    undo: Annotated[bool, Field(description="Take back what its steps have done, the last one first.")] = (
        False
    )


@router.put(
    "/{process_id}/resume",
    status_code=204,
    responses=documented(404, 409, 413, 415, 422, 503) | documented_wizard(),
)
async def resume_process(process_id: UUID, pages: Pages, connections: Connected, actor: Actor) -> None:
    """Answer the form that a process waits with. Of two answers at once one wins; the other gets 409."""
    await answer(connections.database, process_id, pages, actor=actor)
    await connections.notify(process_id)


@router.put("/{process_id}/retry", status_code=204, responses=_DECISION_PROBLEMS)
async def retry_process(process_id: UUID, body: Decision, connections: Connected, actor: Actor) -> None:
    """Try the step that failed once more."""
    await run_in_threadpool(retry, connections.database, process_id, actor=actor, reason=body.reason)
    await connections.notify(process_id)


@router.put("/{process_id}/abort", status_code=204, responses=_DECISION_PROBLEMS)
async def abort_process(process_id: UUID, body: AbortDecision, connections: Connected, actor: Actor) -> None:
    """End a process where it is; what it has done stays, unless it is to be undone."""
    await run_in_threadpool(
        abort, connections.database, process_id, actor=actor, reason=body.reason, undo=body.undo
    )
    await connections.notify(process_id)
