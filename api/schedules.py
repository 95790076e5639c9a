"""Schedules: when subscriptions are validated by themselves."""

from datetime import datetime, timedelta
from typing import Annotated, Self

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ..workflows.schedule_control import ScheduleView, pause_schedule, read_schedules, trigger_schedule
from .actor import Actor
from .connections import Connected
from .pages import Reason, Word
from .problems import documented

router = APIRouter(prefix="/schedules", tags=["schedules"])


class ScheduleDetail(BaseModel):
    """The schedule of one validate workflow."""

    model_config = ConfigDict(from_attributes=True)

    workflow: str = Field(description="The key of the workflow.")
    title: str = Field(description="The title of the workflow.")
    declared: bool = Field(description="Whether Temporal knows it; a worker declares it when it starts.")
    paused: bool = Field(description="Whether it starts nothing by itself.")
    note: str | None = Field(description="Who paused it or let it go on, and why.")
    every: timedelta | None = Field(description="How often it starts a sweep of all active subscriptions.")
    next_runs: list[datetime] = Field(description="When it starts the next ones; none while it is paused.")
    last_run: datetime | None = Field(description="When it started the last one.")
    running: bool = Field(description="Whether a sweep is under way.")

    @classmethod
    def of(cls, view: ScheduleView) -> Self:
        """The detail of a view."""
        return cls.model_validate(view)


class SchedulePause(BaseModel):
    """Whether a schedule is to be paused."""

    model_config = ConfigDict(extra="forbid")

    paused: bool = Field(description="True: start nothing by itself; false: go on.")
    reason: Annotated[Reason | None, Field(description="Why, for whoever asks later.")] = None


@router.get("", responses=documented(503))
async def list_schedules(connections: Connected) -> list[ScheduleDetail]:
    """Every schedule, by the title of its workflow."""
    return [ScheduleDetail.of(view) for view in await read_schedules(connections.client)]


@router.put("/{workflow}", status_code=204, responses=documented(400, 404, 413, 415, 422, 503))
async def change_schedule(workflow: Word, body: SchedulePause, connections: Connected, actor: Actor) -> None:
    """Pause a schedule, or let it go on."""
    await pause_schedule(
        connections.client,
        connections.database,
        workflow,
        paused=body.paused,
        actor=actor,
        reason=body.reason,
    )


@router.post("/{workflow}/trigger", status_code=204, responses=documented(404, 422, 503))
async def trigger(workflow: Word, connections: Connected, actor: Actor) -> None:
    """Start a sweep now; while one is under way nothing is started beside it."""
    await trigger_schedule(connections.client, connections.database, workflow, actor=actor)
