"""The plan of a process under way, and moving it onto the one that the code has now."""

from typing import Self
from uuid import UUID

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from ..activities.moving import Move, move_plan, preview_move
from .actor import Actor
from .connections import Connected
from .decisions import Decision
from .problems import documented
from .workflows import PlannedStep

router = APIRouter(prefix="/processes", tags=["processes"])


class PlanMove(BaseModel):
    """What moving a process onto the present plan means."""

    kept: list[PlannedStep] = Field(description="What has been done and stays as it is.")
    upcoming: list[PlannedStep] = Field(description="What runs then, from the place of the failed step on.")

    @classmethod
    def of(cls, move: Move) -> Self:
        """The move as the API shows it."""
        return cls(
            kept=[PlannedStep.of(node) for node in move.kept],
            upcoming=[PlannedStep.of(node) for node in move.upcoming],
        )


@router.get("/{process_id}/plan", responses=documented(404, 409, 422, 503))
def preview_plan(process_id: UUID, connections: Connected) -> PlanMove:
    """What would run if a parked process were moved onto the present plan; nothing is changed."""
    return PlanMove.of(preview_move(connections.database, process_id))


@router.put("/{process_id}/plan", responses=documented(400, 404, 409, 413, 415, 422, 503))
async def move_process(
    process_id: UUID, connections: Connected, actor: Actor, body: Decision | None = None
) -> PlanMove:
    """Let a parked process go on with the present plan, from the step that failed or what stands there now."""
    reason = body.reason if body else None
    move = await run_in_threadpool(move_plan, connections.database, process_id, actor=actor, reason=reason)
    await connections.notify(process_id)
    return PlanMove.of(move)
