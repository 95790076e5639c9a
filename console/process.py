"""One process: what it waits for, what its steps did, what they will do."""

from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from ..api.actor import Actor
from ..api.connections import Connected
from ..api.form_terms import Terms
from ..api.process_models import ProcessDetail, ProcessStep
from ..api.processes import get_process
from .deciding import decision_fields
from .decisions import ABORT, STEP
from .deltas import changes_of
from .live import live_address
from .pages import page
from .wizard.question import question

DONE = {
    "retried": "The step is tried again.",
    "skipped": "The process goes on after the step.",
    "aborted": "The process is being ended.",
    "moved": "The process goes on with the present plan.",
    "noted": "The note is kept.",
    "answered": "The answer is kept, and the process goes on.",
    "started": "The start is accepted: the process runs, even if everything stops now.",
}
"""What a page says after it was posted to."""

router = APIRouter()


@router.get("/processes/{process_id}")
async def show_process(
    request: Request, process_id: UUID, connections: Connected, actor: Actor, terms: Terms
) -> HTMLResponse:
    """One process, which redraws itself while it moves."""
    live = await run_in_threadpool(live_address, connections.database, process_id)
    process = await get_process(process_id, connections, terms)
    return page(
        request,
        "process.html",
        live=live,
        process=process,
        question=await question(connections, process_id, actor, terms) if process.form else None,
        changes=changes_of(process.steps),
        failed=undecided(process.steps) if process.finished_at is None else [],
        progress=progress(process),
        step_fields=partial(decision_fields, STEP),
        abort_fields=partial(decision_fields, ABORT),
        done=DONE.get(request.query_params.get("done", "")),
    )


def undecided(steps: list[ProcessStep]) -> list[ProcessStep]:
    """The failed steps that wait for a decision."""
    return [step for step in steps if step.status == "failed" and step.decision is None]


def progress(process: ProcessDetail) -> dict[str, Any]:
    """How many of the steps that are known have been done; a retried step counts once."""
    known = {step.position: step.status for step in process.steps}
    return {"known": len(known), "done": sum(status in {"completed", "skipped"} for status in known.values())}
