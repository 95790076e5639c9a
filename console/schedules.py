"""Schedules, and the engine's pause: what runs by itself, and stopping that."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi import Form as FormField
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api import schedules
from ..api.actor import Actor
from ..api.connections import Connected, Connections
from ..api.engine_status import PauseDecision, get_engine_status, set_engine_status
from ..api.schedules import ScheduleDetail, SchedulePause
from ..domain.catalogue import catalogue
from ..domain.definitions import Target
from ..domain.errors import UnavailableError
from .asked import posted
from .deciding import Form, decided, decision_fields, decision_page
from .live import live_address
from .pages import page

PAUSE = decision_page(PauseDecision, "reason")
"""What is asked before the engine is paused, or goes on."""

router = APIRouter(prefix="/schedules")


@router.get("")
async def show_schedules(request: Request, connections: Connected) -> HTMLResponse:
    """Every schedule, and whether the engine runs; without Temporal the latter alone."""
    live = await run_in_threadpool(live_address, connections.database)
    found, trouble = await _schedules(connections)
    return page(
        request,
        "schedules.html",
        live=live,
        engine=await run_in_threadpool(get_engine_status, connections),
        declared=[schedule for schedule in found if schedule.made_by is None],
        made=[schedule for schedule in found if schedule.made_by is not None],
        trouble=trouble,
        engine_fields=partial(decision_fields, PAUSE),
    )


@router.post("/engine")
async def pause_engine(
    connections: Connected, actor: Actor, after: BackgroundTasks, form: Form
) -> RedirectResponse:
    """Pause the engine, or let it go on."""
    decision = decided(PauseDecision, PAUSE, form, global_lock=form.one("paused"))
    await set_engine_status(decision, connections, actor, after)
    return RedirectResponse("/schedules#engine", 303)


@router.post("/{schedule}/pause")
async def pause(
    schedule: str,
    connections: Connected,
    actor: Actor,
    paused: Annotated[bool, FormField()],
    reason: Annotated[str, FormField()] = "",
) -> RedirectResponse:
    """Pause a schedule, or let it go on."""
    decision = posted(SchedulePause, paused=paused, reason=reason.strip() or None)
    await schedules.change_schedule(schedule, decision, connections, actor)
    return RedirectResponse("/schedules", 303)


@router.post("/{schedule}/trigger")
async def trigger(schedule: str, connections: Connected, actor: Actor) -> RedirectResponse:
    """Start it now, and go where it will be seen."""
    await schedules.trigger(schedule, connections, actor)
    known = catalogue.workflows.get(schedule)
    kind = "validation" if known and known.target is Target.VALIDATE else "task"
    return RedirectResponse(f"/processes?kind={kind}", 303)


@router.post("/{schedule}/delete")
async def delete(schedule: str, connections: Connected, actor: Actor) -> RedirectResponse:
    """Delete one that somebody made."""
    await schedules.remove(schedule, connections, actor)
    return RedirectResponse("/schedules", 303)


async def _schedules(connections: Connections) -> tuple[list[ScheduleDetail], str | None]:
    try:
        return await schedules.list_schedules(connections), None
    except UnavailableError as error:
        return [], str(error)
