"""Schedules: what is started by itself. Validations have theirs from the catalogue, and people make others."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from ..activities.schedule_form import Rhythm, open_schedule_form
from ..domain.catalogue import catalogue
from ..domain.definitions import Target
from ..domain.errors import ConflictError
from ..forms.submitted import submitted_answers
from ..workflows.schedule_control import (
    ScheduleView,
    is_made,
    pause_schedule,
    read_schedule_view,
    read_schedules,
    trigger_schedule,
)
from ..workflows.schedule_making import make_schedule, remove_schedule
from .actor import Actor
from .answers import Answers
from .connections import Connected
from .form_bodies import documented_wizard
from .form_terms import Prefill, Terms
from .pages import Reason, Word
from .problems import documented

router = APIRouter(prefix="/schedules", tags=["schedules"])


class SweepProgress(BaseModel):
    """How far a sweep has come."""

    model_config = ConfigDict(from_attributes=True)

    known: int = Field(description="How many subscriptions it is to validate.")
    done: int = Field(description="Of how many there is a verdict since it began.")


class ScheduleDetail(BaseModel):
    """The schedule of one validate workflow, or one that somebody made."""

    model_config = ConfigDict(from_attributes=True)

    id: str = Field(
        validation_alias="key",
        description="The key of the validate workflow, or the id of one that was made.",
    )
    workflow: str = Field(description="The key of the workflow.")
    title: str = Field(description="The title of the workflow.")
    target: Target | None = Field(description="Its kind; null when there is no such workflow (any more).")
    made_by: str | None = Field(description="Who made it; null when the catalogue declares it.")
    answers: list[dict[str, Any]] = Field(description="The answers to its form, an object per page.")
    declared: bool = Field(description="Whether Temporal knows it; a worker declares it when it starts.")
    paused: bool = Field(description="Whether it starts nothing by itself.")
    note: str | None = Field(description="Who paused it or let it go on, and why.")
    every: timedelta | None = Field(
        description="How often it starts it; of a validation a sweep of all active subscriptions."
    )
    cron: str | None = Field(description="Or at which times, as cron has them, in UTC.")
    next_runs: list[datetime] = Field(description="When it starts the next ones; none while it is paused.")
    last_run: datetime | None = Field(description="When it started the last one.")
    running: bool = Field(description="Whether a sweep is under way.")
    progress: SweepProgress | None = Field(
        description="How many of the subscriptions have been validated since the last sweep began; null if none has, "
        "or if it starts something else."
    )

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
    """Every schedule: those of validate workflows by title, then those that were made, oldest first."""
    found = await read_schedules(connections.client, connections.database)
    return [ScheduleDetail.of(view) for view in found]


@router.post("", status_code=201, responses=documented(404, 409, 413, 415, 422, 503) | documented_wizard())
async def post_schedule(
    *, answers: Answers, connections: Connected, actor: Actor, terms: Terms, prefill: Prefill
) -> ScheduleDetail:
    """Make a schedule once its form is complete, and get the next page of the form until then.

    The first page asks what is started, and when; those after it are the pages of what is started.
    """
    form = open_schedule_form(connections.database, actor=actor, terms=terms)
    given = submitted_answers(answers)
    rhythm = Rhythm.of(await form.complete(given, prefill))
    made = await make_schedule(
        connections.client,
        connections.database,
        rhythm,
        actor=actor,
        task_queue=connections.settings.task_queue,
    )
    return ScheduleDetail.of(await read_schedule_view(connections.client, made))


@router.delete("/{schedule}", status_code=204, responses=documented(404, 409, 422, 503))
async def remove(schedule: Word, connections: Connected, actor: Actor) -> None:
    """Delete a schedule that somebody made; what it has started goes on."""
    if not is_made(schedule):
        title = catalogue.workflow(schedule).title
        raise ConflictError(f"The schedule of {title} comes with the product. Pause it instead.")
    await remove_schedule(connections.client, connections.database, UUID(schedule), actor=actor)


@router.put("/{schedule}", status_code=204, responses=documented(400, 404, 413, 415, 422, 503))
async def change_schedule(schedule: Word, body: SchedulePause, connections: Connected, actor: Actor) -> None:
    """Pause a schedule, or let it go on."""
    await pause_schedule(
        connections.client,
        connections.database,
        schedule,
        paused=body.paused,
        actor=actor,
        reason=body.reason,
    )


@router.post("/{schedule}/trigger", status_code=204, responses=documented(404, 422, 503))
async def trigger(schedule: Word, connections: Connected, actor: Actor) -> None:
    """Start it now; while what it started is under way nothing is started beside it."""
    await trigger_schedule(connections.client, connections.database, schedule, actor=actor)
