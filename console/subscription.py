"""One subscription: what it is, what it was, what may be done with it."""

from datetime import UTC, datetime
from itertools import pairwise
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from ..api.actor import Actor
from ..api.connections import Connected, Connections
from ..api.processes import ProcessQuery, get_processes
from ..api.subscription_models import SubscriptionRelations, SubscriptionVersion
from ..api.subscriptions import (
    Repair,
    VersionQuery,
    get_available_workflows,
    get_relations,
    get_subscription,
    get_versions,
    repair,
)
from ..db.subscription_views import version_at
from ..domain.difference import Difference, difference
from ..domain.errors import NotFoundError
from .asked import posted
from .live import live_address
from .pages import page

VERSIONS = 20
"""So many versions are on a page."""

PROCESSES = 20
"""So many processes are on a page; the list of processes has the others."""

router = APIRouter(prefix="/subscriptions/{subscription_id}")

Number = Annotated[int, Query(ge=1, le=10**9)]


@router.get("")
def show_subscription(
    request: Request, subscription_id: UUID, connections: Connected, before: Number | None = None
) -> HTMLResponse:
    """One subscription, with its latest versions or those before one of them."""
    live = live_address(connections.database)
    versions = _versions(connections, subscription_id, before, VERSIONS + 1)
    relations = get_relations(subscription_id, connections)
    return page(
        request,
        "subscription.html",
        live=live,
        subscription=get_subscription(subscription_id, connections),
        relations=relations,
        names=names_of(relations),
        workflows=get_available_workflows(subscription_id, connections),
        processes=get_processes(ProcessQuery(subscription_id=subscription_id, limit=PROCESSES), connections),
        versions=versions[:VERSIONS],
        changes={version.version: between(older, version) for version, older in pairwise(versions)},
        older=versions[VERSIONS - 1].version if len(versions) > VERSIONS else None,
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
    moment = on if on.tzinfo else on.replace(tzinfo=UTC)
    with connections.database.reading() as connection:
        version = version_at(connection, subscription_id, moment)
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
def set_in_sync(
    subscription_id: UUID, connections: Connected, actor: Actor, reason: Annotated[str, Form()] = ""
) -> RedirectResponse:
    """Declare that no change of a subscription is unfinished."""
    repair(subscription_id, posted(Repair, reason=reason.strip()), connections, actor)
    return RedirectResponse(f"/subscriptions/{subscription_id}", 303)


def names_of(relations: SubscriptionRelations) -> dict[str, str]:
    """What is referred to, in words, by id."""
    return {str(other.subscription_id): other.description for other in relations.depends_on}


def between(older: SubscriptionVersion, newer: SubscriptionVersion) -> list[Difference]:
    """Every field that differs between two versions."""
    return difference(_fields(older), _fields(newer))


def _fields(version: SubscriptionVersion) -> dict[str, object]:
    return {"status": version.status.value, "description": version.description, **version.document}


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
