"""Moving a process that has failed onto the plan that the code has now."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api.actor import Actor
from ..api.connections import Connected
from ..api.decisions import Decision
from ..api.plans import move_process, preview_plan
from .asked import posted
from .pages import page

router = APIRouter(prefix="/processes/{process_id}/plan")


@router.get("")
def show_move(request: Request, process_id: UUID, connections: Connected) -> HTMLResponse:
    """What would be kept, and what would run then; nothing is changed."""
    return page(request, "plan.html", process_id=process_id, move=preview_plan(process_id, connections))


@router.post("")
async def move(
    process_id: UUID, connections: Connected, actor: Actor, reason: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Go on with the present plan."""
    await move_process(process_id, connections, actor, posted(Decision, reason=reason.strip() or None))
    return RedirectResponse(f"/processes/{process_id}?done=moved", 303)
