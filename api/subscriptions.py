"""Subscriptions: what customers have."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from ..activities.availability import workflows_for
from ..activities.check import Verdict
from ..db.repair import declare_in_sync
from ..db.subscription_relations import relations_of
from ..db.subscription_views import (
    SubscriptionFilter,
    last_validation,
    list_subscriptions,
    list_versions,
    read_subscription,
    require_subscription,
)
from ..domain.lifecycle import SubscriptionLifecycle
from .actor import Actor
from .connections import Connected
from .pages import Page, Portion, Reason, Word, page
from .problems import documented
from .subscription_models import (
    AvailableWorkflow,
    SubscriptionDetail,
    SubscriptionRelations,
    SubscriptionSummary,
    SubscriptionVersion,
)

MOST_USERS = 1_000
"""A page of all of them would be longer than anybody reads; the list of subscriptions has pages."""

router = APIRouter(prefix="/subscriptions", tags=["subscriptions"])


class SubscriptionQuery(Portion):
    """Which subscriptions to list."""

    status: list[SubscriptionLifecycle] = Field(default=[], description="Only in one of these.")
    product_id: UUID | None = Field(default=None, description="Only of this product.")
    customer_id: Word | None = Field(default=None, description="Only of this customer.")
    insync: bool | None = Field(default=None, description="Only without, or only with, an unfinished change.")
    verdict: Verdict | None = Field(default=None, description="Only those whose last validation found this.")

    search: Annotated[str, Field(pattern=r"^[^\x00]*[^\x00\s][^\x00]*$", max_length=200)] | None = Field(
        default=None,
        description="Only those whose description, customer or product has each of these words, or whose id begins so.",
    )

    order: Literal["newest", "oldest", "changed", "description", "customer", "status"] = Field(
        default="newest",
        description="What comes first; `changed` is what changed last. Of one status the longest unchanged.",
    )

    def filter(self) -> SubscriptionFilter:
        """The filter as queries take it."""
        return SubscriptionFilter(
            tuple(self.status), self.product_id, self.customer_id, self.insync, self.verdict, self.search
        )


class VersionQuery(BaseModel):
    """Which versions to list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200, description="How many items at most.")
    cursor: str | None = Field(
        default=None, pattern=r"^[1-9][0-9]{0,8}$", description="The `next` of the page before."
    )


class Repair(BaseModel):
    """Why a subscription may count as in sync again."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason = Field(description="Why, for whoever asks later.")


@router.get("", responses=documented(400, 422, 503))
def get_subscriptions(
    query: Annotated[SubscriptionQuery, Query()], connections: Connected
) -> Page[SubscriptionSummary]:
    """Subscriptions by the moment they were created, or in another order."""
    with connections.database.reading() as connection:
        found = list_subscriptions(connection, query.filter(), query.slice(), order=query.order)
        return page(found, SubscriptionSummary.of)


@router.get("/{subscription_id}", responses=documented(404, 422, 503))
def get_subscription(subscription_id: UUID, connections: Connected) -> SubscriptionDetail:
    """One subscription with its blocks and its last validation."""
    with connections.database.reading() as connection:
        found = read_subscription(connection, subscription_id)
        return SubscriptionDetail.with_validation(found, last_validation(connection, subscription_id))


@router.get("/{subscription_id}/versions", responses=documented(404, 422, 503))
def get_versions(
    subscription_id: UUID, query: Annotated[VersionQuery, Query()], connections: Connected
) -> Page[SubscriptionVersion]:
    """The versions of a subscription, newest first, each with the process that made it."""
    before = None if query.cursor is None else int(query.cursor)
    with connections.database.reading() as connection:
        rows = list_versions(connection, subscription_id, before=before, limit=query.limit)
        return page(rows, SubscriptionVersion.model_validate)


@router.get("/{subscription_id}/relations", responses=documented(404, 422, 503))
def get_relations(subscription_id: UUID, connections: Connected) -> SubscriptionRelations:
    """What a subscription refers to, and what refers to it. While it is in use it is not terminated."""
    with connections.database.reading() as connection:
        require_subscription(connection, subscription_id)
        return read_relations(connection, subscription_id)


def read_relations(connection: Connection, subscription_id: UUID) -> SubscriptionRelations:
    """The relations of a subscription that there is."""
    down, up = relations_of(connection, subscription_id, users=MOST_USERS)
    return SubscriptionRelations.model_validate({"depends_on": down, "used_by": up})


@router.get("/{subscription_id}/workflows", responses=documented(404, 422, 503))
def get_available_workflows(subscription_id: UUID, connections: Connected) -> list[AvailableWorkflow]:
    """What may be started on a subscription now, and why the rest may not."""
    with connections.database.reading() as connection:
        found = workflows_for(connection, subscription_id)
    return [AvailableWorkflow.model_validate(availability) for availability in found]


@router.put(
    "/{subscription_id}/set_in_sync", status_code=204, responses=documented(400, 404, 409, 413, 415, 422, 503)
)
def repair(subscription_id: UUID, body: Repair, connections: Connected, actor: Actor) -> None:
    """Declare that a subscription has no unfinished change, as after a repair by hand. Its verdict stays."""
    declare_in_sync(connections.database, subscription_id, actor=actor, reason=body.reason)
