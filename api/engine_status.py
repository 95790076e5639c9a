"""Whether the engine runs, and pausing it."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from fastapi import APIRouter, BackgroundTasks
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from ..db.engine import Database
from ..db.pause import EngineStatus, Pause, read_pause, set_pause
from ..db.processes import all_untold
from .actor import Actor
from .connections import Connected, Connections
from .pages import Reason
from .problems import documented

router = APIRouter(prefix="/settings", tags=["settings"])

_TOLD_AT_ONCE = 1000
"""So many processes hear at once that the engine goes on; the reconciler tells the others within seconds."""


class PauseDecision(BaseModel):
    """Whether the engine is to be paused."""

    model_config = ConfigDict(extra="forbid")

    global_lock: bool = Field(description="True: begin nothing new; false: go on.")
    reason: Annotated[Reason | None, Field(description="Why, for whoever is refused meanwhile.")] = None


class EngineState(BaseModel):
    """How the engine stands."""

    global_lock: bool = Field(description="Whether nothing new is begun.")
    status: EngineStatus = Field(description="`pausing`: steps that had begun still run.")
    changed_by: str | None = Field(description="Who paused it, or let it go on; null before anybody did.")
    changed_at: datetime | None = Field(description="When.")
    reason: str | None = Field(description="Why.")

    @classmethod
    def of(cls, pause: Pause) -> Self:
        """The state as the API shows it."""
        return cls(
            global_lock=pause.status is not EngineStatus.RUNNING,
            status=pause.status,
            changed_by=pause.changed_by,
            changed_at=pause.changed_at,
            reason=pause.reason,
        )


@router.get("/status", responses=documented(503))
def get_engine_status(connections: Connected) -> EngineState:
    """Whether processes go on."""
    with connections.database.reading() as connection:
        return EngineState.of(read_pause(connection))


@router.put("/status", responses=documented(400, 413, 415, 422, 503))
async def set_engine_status(
    body: PauseDecision, connections: Connected, actor: Actor, after: BackgroundTasks
) -> EngineState:
    """Pause the engine, or let it go on. Running steps finish, nothing new begins, starts get 503."""
    pause = await run_in_threadpool(
        set_pause, connections.database, paused=body.global_lock, actor=actor, reason=body.reason
    )
    if not body.global_lock:
        after.add_task(_tell_held, connections)
    return EngineState.of(pause)


async def _tell_held(connections: Connections) -> None:
    for process_id in await run_in_threadpool(_untold, connections.database):
        if not await connections.notify(process_id):
            return  # Temporal is away: the reconciler tells them


def _untold(database: Database) -> list[UUID]:
    with database.reading() as connection:
        return list(all_untold(connection, 0, limit=_TOLD_AT_ONCE))
