"""One decision for every process that is parked at the same step, after a look at whom it is about."""

from functools import partial
from typing import Any

from fastapi import APIRouter, BackgroundTasks, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from ..api.actor import Actor
from ..api.bulk import BulkDecision, decide_about_many
from ..api.connections import Connected
from ..api.process_models import ProcessSummary
from ..db.engine import Database
from ..db.process_views import read_process_summaries
from ..db.step_queries import parked_at, parked_steps
from .about import about
from .deciding import Form, decided, decision_fields, decision_page
from .decisions import ABORT, STEP
from .live import live_address
from .pages import page

SHOWN = 50
"""So many of the processes are listed; the decision is about all."""

router = APIRouter(prefix="/failed")

FIELDS = partial(decision_fields, decision_page(BulkDecision, "reason", "undo"))
"""Draws what is asked: why, and whether to take back what was done."""


@router.get("")
def show_failed(request: Request, connections: Connected) -> HTMLResponse:
    """The steps that processes are parked at, the most frequent first."""
    live = live_address(connections.database)
    with connections.database.reading() as connection:
        return page(request, "failed.html", live=live, steps=parked_steps(connection))


@router.get("/{key}")
def preview(request: Request, key: str, connections: Connected) -> HTMLResponse:
    """Which processes a decision would be about."""
    return page(
        request, "bulk.html", key=key, result=None, fields=FIELDS, **_parked(connections.database, key)
    )


@router.post("/{key}")
async def decide(
    request: Request,
    key: str,
    connections: Connected,
    actor: Actor,
    *,
    after: BackgroundTasks,
    form: Form,
) -> HTMLResponse:
    """Take the decision for all of them, and say for whom somebody else was faster."""
    decision = form.one("decision")
    asked = ABORT if decision == "abort" else STEP  # only what is ended can be taken back
    body = decided(BulkDecision, asked, form, key=key, decision=decision, dry_run=False)
    result = await decide_about_many(body, connections, actor, after)
    left = await run_in_threadpool(_parked, connections.database, key)
    drawn = page(request, "bulk.html", key=key, result=result, fields=FIELDS, **left)
    drawn.background = after
    return drawn


def _parked(database: Database, key: str) -> dict[str, Any]:
    with database.reading() as connection:
        parked = parked_at(connection, key)
        shown = read_process_summaries(connection, parked[:SHOWN])
    processes = [ProcessSummary.of(row) for row in shown]
    return {"count": len(parked), "processes": processes, "about": about(database, parked[:SHOWN])}
