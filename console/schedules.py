"""Schedules, and the engine's pause: what runs by itself, and stopping that."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Form, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api import schedules
from ..api.actor import Actor
from ..api.connections import Connected, Connections
from ..api.engine_status import PauseDecision, get_engine_status, set_engine_status
from ..api.schedules import ScheduleDetail, SchedulePause
from ..domain.errors import UnavailableError
from .asked import posted
from .live import live_address
from .pages import page

router = APIRouter(prefix="/schedules")

Text = Annotated[str, Form()]


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
        schedules=found,
        trouble=trouble,
    )


@router.post("/engine")
async def pause_engine(
    connections: Connected,
    actor: Actor,
    after: BackgroundTasks,
    paused: Annotated[bool, Form()],
    reason: Text = "",
) -> RedirectResponse:
    """Pause the engine, or let it go on."""
    decision = posted(PauseDecision, global_lock=paused, reason=reason.strip() or None)
    await set_engine_status(decision, connections, actor, after)
    return RedirectResponse("/schedules#engine", 303)


@router.post("/{workflow}/pause")
async def pause(
    workflow: str, connections: Connected, actor: Actor, paused: Annotated[bool, Form()], reason: Text = ""
) -> RedirectResponse:
    """Pause a schedule, or let it go on."""
    decision = posted(SchedulePause, paused=paused, reason=reason.strip() or None)
    await schedules.change_schedule(workflow, decision, connections, actor)
    return RedirectResponse("/schedules", 303)


@router.post("/{workflow}/trigger")
async def trigger(workflow: str, connections: Connected, actor: Actor) -> RedirectResponse:
    """Start a sweep now."""
    await schedules.trigger(workflow, connections, actor)
    return RedirectResponse("/processes?kind=validation", 303)


async def _schedules(connections: Connections) -> tuple[list[ScheduleDetail], str | None]:
    try:
        return await schedules.list_schedules(connections), None
    except UnavailableError as error:
        return [], str(error)
