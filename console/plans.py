"""Moving a process that has failed onto the plan that the code has now."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api.actor import Actor
from ..api.connections import Connected
from ..api.decisions import Decision
from ..api.plans import move_process, preview_plan
from .deciding import Form, decided, decision_fields, decision_page
from .pages import page

router = APIRouter(prefix="/processes/{process_id}/plan")

MOVE = decision_page(Decision, "reason")
"""What is asked before a process goes on with another plan."""


@router.get("")
def show_move(request: Request, process_id: UUID, connections: Connected) -> HTMLResponse:
    """What would be kept, and what would run then; nothing is changed."""
    return page(
        request,
        "plan.html",
        process_id=process_id,
        move=preview_plan(process_id, connections),
        fields=partial(decision_fields, MOVE),
    )


@router.post("")
async def move(process_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """Go on with the present plan."""
    await move_process(process_id, connections, actor, decided(Decision, MOVE, form))
    return RedirectResponse(f"/processes/{process_id}?done=moved", 303)
