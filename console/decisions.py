"""What an operator decides about a process: retry, skip, abort; and the note that stays with it."""

import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api import decisions
from ..api.actor import Actor
from ..api.connections import Connected
from ..api.decisions import AbortDecision, RetryDecision, StepDecision
from ..api.processes import Note, annotate_process
from ..api.secrets import reveal
from ..domain.errors import BadRequestError
from .asked import posted
from .pages import page

router = APIRouter(prefix="/processes/{process_id}")

Text = Annotated[str, Form()]


@router.post("/retry")
async def retry(
    process_id: UUID,
    connections: Connected,
    actor: Actor,
    *,
    reason: Text = "",
    position: Text = "",
    edits: Text = "",
) -> RedirectResponse:
    """Try a failed step again, if wanted with another State."""
    decision = posted(
        RetryDecision, reason=reason.strip() or None, position=position or None, edits=_object(edits)
    )
    await decisions.retry_process(process_id, connections, actor, decision)
    return _back(process_id, "retried")


@router.post("/skip")
async def skip(
    process_id: UUID, connections: Connected, actor: Actor, reason: Text = "", position: Text = ""
) -> RedirectResponse:
    """Go on after a failed step as if it had been done."""
    decision = posted(StepDecision, reason=reason.strip() or None, position=position or None)
    await decisions.skip_process(process_id, connections, actor, decision)
    return _back(process_id, "skipped")


@router.post("/abort")
async def abort(
    process_id: UUID, connections: Connected, actor: Actor, reason: Text = "", undo: Text = ""
) -> RedirectResponse:
    """End a process where it is."""
    decision = posted(AbortDecision, reason=reason.strip() or None, undo=bool(undo))
    await decisions.abort_process(process_id, connections, actor, decision)
    return _back(process_id, "aborted")


@router.post("/note")
async def annotate(
    process_id: UUID, connections: Connected, actor: Actor, note: Text = ""
) -> RedirectResponse:
    """Write down something about a process, or remove what was written."""
    body = posted(Note, note=note.strip() or None)
    await run_in_threadpool(annotate_process, process_id, body, connections, actor)
    return _back(process_id, "noted")


@router.post("/secrets/{name}/reveal")
def show_secret(
    request: Request, process_id: UUID, name: str, connections: Connected, actor: Actor
) -> HTMLResponse:
    """Show a secret, this once."""
    revealed = reveal(process_id, name, connections, actor, Response())  # a page is never stored anyway
    return page(request, "secret.html", process_id=process_id, name=revealed.name, value=revealed.value)


def _object(text: str) -> dict[str, Any] | None:
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except ValueError as error:
        raise BadRequestError(
            f"The changes of State are not JSON: {error}. Go back and change them."
        ) from None
    if not isinstance(found, dict):
        raise BadRequestError('The changes of State must be an object, such as {"speed": 10}.')
    return found


def _back(process_id: UUID, done: str) -> RedirectResponse:
    return RedirectResponse(f"/processes/{process_id}?done={done}", 303)
