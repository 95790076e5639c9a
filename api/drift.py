"""Drift items: what validations found to differ, and what people answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from ..activities import drift_answers
from ..db.drift_answers import set_owner, suppress
from ..db.drift_views import DriftFilter, list_drift, read_drift_item
from .actor import Actor
from .connections import Connected
from .drift_models import DriftDecision, DriftItemDetail, DriftQuery, Ownership, Suppression
from .pages import Page, page
from .problems import documented
from .starts import Started, begun

router = APIRouter(prefix="/drift", tags=["drift"])

_ANSWER_PROBLEMS = documented(400, 404, 409, 413, 415, 422, 503)
_START_PROBLEMS = documented(400, 404, 409, 412, 413, 415, 422, 503)


@router.get("", responses=documented(400, 422, 503))
def get_drift(query: Annotated[DriftQuery, Query()], connections: Connected) -> Page[DriftItemDetail]:
    """Drift items by the moment they were first seen."""
    wanted = DriftFilter(query.open, tuple(query.state), query.system, query.owner, query.subscription_id)
    with connections.database.reading() as connection:
        return page(list_drift(connection, wanted, query.slice()), DriftItemDetail.of)


@router.get("/{drift_item_id}", responses=documented(404, 422, 503))
def get_drift_item(drift_item_id: UUID, connections: Connected) -> DriftItemDetail:
    """One drift item."""
    with connections.database.reading() as connection:
        return DriftItemDetail.of(read_drift_item(connection, drift_item_id))


@router.put("/{drift_item_id}/owner", status_code=204, responses=_ANSWER_PROBLEMS)
def own_drift_item(drift_item_id: UUID, body: Ownership, connections: Connected, actor: Actor) -> None:
    """Say who looks after a drift item."""
    set_owner(connections.database, drift_item_id, body.owner, actor=actor, reason=body.reason)


@router.put("/{drift_item_id}/suppress", status_code=204, responses=_ANSWER_PROBLEMS)
def suppress_drift_item(drift_item_id: UUID, body: Suppression, connections: Connected, actor: Actor) -> None:
    """Let a drift item not count until a moment; it comes back by itself."""
    suppress(connections.database, drift_item_id, body.until, actor=actor, reason=body.reason)


@router.put("/{drift_item_id}/restore", status_code=201, responses=_START_PROBLEMS)
async def restore_drift_item(
    drift_item_id: UUID, body: DriftDecision, connections: Connected, actor: Actor
) -> Started:
    """Start the workflow that puts it right. It is closed once a validation does not find it any more."""
    accepted = await drift_answers.restore(
        connections.database, drift_item_id, actor=actor, reason=body.reason, cipher=connections.cipher
    )
    return await begun(connections, accepted)


@router.put("/{drift_item_id}/adopt", status_code=201, responses=_START_PROBLEMS)
async def adopt_drift_item(
    drift_item_id: UUID, body: DriftDecision, connections: Connected, actor: Actor
) -> Started:
    """Start a process that writes what was observed into the subscription, and closes the item."""
    accepted = await drift_answers.adopt(
        connections.database, drift_item_id, actor=actor, reason=body.reason, cipher=connections.cipher
    )
    return await begun(connections, accepted)
