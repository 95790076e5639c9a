"""What an operator decides about a process: skip a step, abort; and the note that stays with it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi import Form as FormField
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api import decisions
from ..api.actor import Actor
from ..api.connections import Connected
from ..api.decisions import AbortDecision, StepDecision
from ..api.processes import Note, annotate_process
from ..api.secrets import reveal
from .asked import posted
from .deciding import Form, decided, decision_page
from .pages import page

router = APIRouter(prefix="/processes/{process_id}")

STEP = decision_page(StepDecision, "reason")
"""What is asked before a failed step is retried or skipped; the page carries which step."""

ABORT = decision_page(AbortDecision, "reason", "undo")
"""What is asked before a process is ended."""


@router.post("/skip")
async def skip(process_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """Go on after a failed step as if it had been done."""
    decision = decided(StepDecision, STEP, form, position=form.one("position"))
    await decisions.skip_process(process_id, connections, actor, decision)
    return back(process_id, "skipped")


@router.post("/abort")
async def abort(process_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """End a process where it is."""
    await decisions.abort_process(process_id, connections, actor, decided(AbortDecision, ABORT, form))
    return back(process_id, "aborted")


@router.post("/note")
async def annotate(
    process_id: UUID, connections: Connected, actor: Actor, note: Annotated[str, FormField()] = ""
) -> RedirectResponse:
    """Write down something about a process, or remove what was written."""
    body = posted(Note, note=note.strip() or None)
    await run_in_threadpool(annotate_process, process_id, body, connections, actor)
    return back(process_id, "noted")


@router.post("/secrets/{name}/reveal")
def show_secret(
    request: Request, process_id: UUID, name: str, connections: Connected, actor: Actor
) -> HTMLResponse:
    """Show a secret, this once."""
    revealed = reveal(process_id, name, connections, actor, Response())  # a page is never stored anyway
    return page(request, "secret.html", process_id=process_id, name=revealed.name, value=revealed.value)


def back(process_id: UUID, done: str) -> RedirectResponse:
    """To the page of the process, which says what was done."""
    return RedirectResponse(f"/processes/{process_id}?done={done}", 303)
