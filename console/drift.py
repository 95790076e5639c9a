"""Drift: what validations found to differ, expected against observed, and what an operator answers."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api import drift
from ..api.actor import Actor
from ..api.connections import Connected
from ..api.drift_models import DriftDecision, DriftQuery, Ownership, Suppression
from ..domain.catalogue import catalogue
from ..domain.drift import DriftState
from .asked import asked
from .deciding import Form, decided, decision_fields, decision_page
from .live import live_address
from .pages import page

COUNTING = [DriftState.OPEN, DriftState.RESTORING, DriftState.ADOPTING]
"""What is shown unless the address says otherwise: all but what is closed or suppressed."""

VIEWS = {
    "That count": COUNTING,
    "To be answered": [DriftState.OPEN],
    "Being answered": [DriftState.RESTORING, DriftState.ADOPTING],
    "Suppressed": [DriftState.SUPPRESSED],
    "Closed": [DriftState.CLOSED],
}
"""What is usually looked for."""

DONE = {
    "owner": "It is noted who looks after it.",
    "suppress": "It does not count until then.",
    "count": "It counts again.",
}
"""What to say after an answer."""

ANSWER = decision_page(DriftDecision, "reason")
"""What is asked before drift is restored or adopted, or counts again."""

SUPPRESS = decision_page(Suppression, "until", "reason", given="until")
"""What is asked before drift does not count for a while."""

OWN = decision_page(Ownership, "owner", "reason")
"""What is asked of whoever looks after it."""

router = APIRouter(prefix="/drift")


@router.get("")
def show_drift(request: Request, connections: Connected) -> HTMLResponse:
    """Drift items, the newest first; every filter is in the address."""
    live = live_address(connections.database)
    query = asked(request, DriftQuery, state=COUNTING)
    return page(
        request,
        "drift.html",
        live=live,
        query=query,
        found=drift.get_drift(query, connections),
        views=VIEWS,
    )


@router.get("/{drift_item_id}")
def show_drift_item(
    request: Request, drift_item_id: UUID, connections: Connected, actor: Actor
) -> HTMLResponse:
    """One drift item, and the ways to answer it."""
    live = live_address(connections.database)
    item = drift.get_drift_item(drift_item_id, connections)
    restoring = catalogue.workflows.get(item.restore or "")
    return page(
        request,
        "drift_item.html",
        live=live,
        item=item,
        restoring=restoring.title if restoring else None,
        answer_fields=partial(decision_fields, ANSWER),
        suppress_fields=partial(decision_fields, SUPPRESS),
        own_fields=partial(decision_fields, OWN, owner=item.owner or actor),
        done=DONE.get(request.query_params.get("done", "")),
    )


@router.post("/{drift_item_id}/owner")
async def own(drift_item_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """Say who looks after a drift item; nobody, if the name is blank."""
    body = decided(Ownership, OWN, form)
    await run_in_threadpool(drift.own_drift_item, drift_item_id, body, connections, actor)
    return _back(drift_item_id, "owner")


@router.post("/{drift_item_id}/suppress")
async def suppress(drift_item_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """Let a drift item not count until a moment."""
    body = decided(Suppression, SUPPRESS, form)
    await run_in_threadpool(drift.suppress_drift_item, drift_item_id, body, connections, actor)
    return _back(drift_item_id, "suppress")


@router.post("/{drift_item_id}/count")
async def count(drift_item_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """Let a drift item count again."""
    body = decided(Suppression, ANSWER, form, until=None)
    await run_in_threadpool(drift.suppress_drift_item, drift_item_id, body, connections, actor)
    return _back(drift_item_id, "count")


@router.post("/{drift_item_id}/restore")
async def restore(drift_item_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """Start what puts it right, and watch that."""
    decision = decided(DriftDecision, ANSWER, form)
    started = await drift.restore_drift_item(drift_item_id, decision, connections, actor)
    return RedirectResponse(f"/processes/{started.id}", 303)


@router.post("/{drift_item_id}/adopt")
async def adopt(drift_item_id: UUID, connections: Connected, actor: Actor, form: Form) -> RedirectResponse:
    """Start what takes over the observed, and watch that."""
    decision = decided(DriftDecision, ANSWER, form)
    started = await drift.adopt_drift_item(drift_item_id, decision, connections, actor)
    return RedirectResponse(f"/processes/{started.id}", 303)


def _back(drift_item_id: UUID, done: str) -> RedirectResponse:
    return RedirectResponse(f"/drift/{drift_item_id}?done={done}", 303)
