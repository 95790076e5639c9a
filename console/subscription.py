"""One subscription: what it is, what it was, what may be done with it."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi import Form as FormField
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api.actor import Actor
from ..api.connections import Connected, Connections
from ..api.drift import get_drift
from ..api.drift_models import DriftQuery
from ..api.subscription_models import SubscriptionRelations, SubscriptionVersion
from ..api.subscriptions import (
    Repair,
    VersionQuery,
    get_available_workflows,
    get_relations,
    get_subscription,
    get_versions,
    read_relations,
    repair,
)
from ..api.timeline import NewNote, TimelineQuery, get_timeline, write_note
from ..db.subscription_views import version_at
from ..db.timeline import Happening
from ..db.version_changes import between
from ..domain.errors import NotFoundError
from ..domain.moments import in_utc
from .asked import asked, posted
from .deciding import Form, decided, decision_fields, decision_page
from .live import live_address
from .pages import page

REPAIR = decision_page(Repair, "reason")
"""What is asked before a subscription counts as in sync again."""

ENTRIES = 20
"""So many entries of the timeline are on a page."""

VIEWS: dict[str, tuple[Happening, ...]] = {
    "Everything": (),
    "Versions": (Happening.VERSION,),
    "Processes": (Happening.STARTED, Happening.ENDED),
    "Validations": (Happening.VALIDATION,),
    "Notes and events": (Happening.EVENT, Happening.NOTE),
}
"""What of the timeline may be looked at by itself."""

DRIFT = 20
"""So many drift items are on a page; the list of drift has the others."""

router = APIRouter(prefix="/subscriptions/{subscription_id}")

Number = Annotated[int, Query(ge=1, le=10**9)]


@router.get("")
def show_subscription(request: Request, subscription_id: UUID, connections: Connected) -> HTMLResponse:
    """One subscription, with what happened to it last, or before that."""
    with connections.database.one_reading() as connection:
        live = live_address(connections.database)
        subscription = get_subscription(subscription_id, connections)
        relations = read_relations(connection, subscription_id)
        query = asked(request, TimelineQuery, limit=ENTRIES)
        return page(
            request,
            "subscription.html",
            live=live,
            subscription=subscription,
            relations=relations,
            names=names_of(relations),
            workflows=get_available_workflows(subscription_id, connections),
            drift=get_drift(DriftQuery(subscription_id=subscription_id, open=True, limit=DRIFT), connections),
            timeline=get_timeline(subscription_id, query, connections),
            views=VIEWS,
            kinds=tuple(query.kind),
            repair_fields=partial(decision_fields, REPAIR),
        )


@router.get("/versions/{version}")
def show_version(
    request: Request, subscription_id: UUID, version: int, connections: Connected
) -> HTMLResponse:
    """A subscription as it was."""
    return page(
        request,
        "version.html",
        subscription=get_subscription(subscription_id, connections),
        version=_version(connections, subscription_id, version),
        names=names_of(get_relations(subscription_id, connections)),
    )


@router.get("/at")
def show_past(subscription_id: UUID, connections: Connected, on: datetime) -> RedirectResponse:
    """A subscription as it was at a moment; without a zone the moment is in UTC."""
    with connections.database.reading() as connection:
        version = version_at(connection, subscription_id, in_utc(on))
    return RedirectResponse(f"/subscriptions/{subscription_id}/versions/{version}", 303)


@router.get("/compare")
def compare(
    request: Request, subscription_id: UUID, connections: Connected, older: Number, newer: Number
) -> HTMLResponse:
    """What changed between two versions, whatever happened between them."""
    first, last = sorted((older, newer))
    before, after = (_version(connections, subscription_id, number) for number in (first, last))
    return page(
        request,
        "compare.html",
        subscription=get_subscription(subscription_id, connections),
        before=before,
        after=after,
        changes=between(before, after),
    )


@router.post("/set_in_sync")
async def set_in_sync(
    subscription_id: UUID, connections: Connected, actor: Actor, form: Form
) -> RedirectResponse:
    """Declare that no change of a subscription is unfinished."""
    await run_in_threadpool(repair, subscription_id, decided(Repair, REPAIR, form), connections, actor)
    return RedirectResponse(f"/subscriptions/{subscription_id}", 303)


@router.post("/notes")
def note(
    subscription_id: UUID,
    connections: Connected,
    actor: Actor,
    text: Annotated[str, FormField(alias="note")] = "",
) -> RedirectResponse:
    """Write something down about a subscription."""
    write_note(subscription_id, posted(NewNote, note=text.strip()), connections, actor)
    return RedirectResponse(f"/subscriptions/{subscription_id}#timeline-title", 303)


def names_of(relations: SubscriptionRelations) -> dict[str, str]:
    """What is referred to, in words, by id."""
    return {str(other.subscription_id): other.description for other in relations.depends_on}


def _versions(
    connections: Connections, subscription_id: UUID, before: int | None, limit: int
) -> list[SubscriptionVersion]:
    cursor = None if before is None else str(before)
    return get_versions(subscription_id, VersionQuery(limit=limit, cursor=cursor), connections).items


def _version(connections: Connections, subscription_id: UUID, number: int) -> SubscriptionVersion:
    for found in _versions(connections, subscription_id, number + 1, 1):
        if found.version == number:
            return found
    raise NotFoundError(f"Subscription {subscription_id} has no version {number}.")
