"""Loading what subscriptions refer to: one statement for all of it, however much and however deep it is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, case, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from ..domain.documents import references_in
from ..domain.errors import SubscriptionError
from ..domain.references import Owners
from ..domain.subscription import SubscriptionModel
from .subscription_rows import StoredSubscription, stored_rows, stored_subscription
from .tables import subscription, subscription_relation, subscription_version

Rows = dict[UUID, StoredSubscription]


def load_referenced(
    connection: Connection,
    stored: Sequence[StoredSubscription],
    known: Collection[UUID] = (),
    *,
    at: datetime | None = None,
) -> Rows:
    """These subscriptions and all that they refer to, near and far, by id.

    Args:
        connection: where to read.
        stored: where to begin.
        known: need not be loaded.
        at: as they were at this time; as they are when left out.
    """
    rows = {one.subscription_id: one for one in stored}
    asked: set[UUID] = set()
    while missing := _referred(rows.values()) - rows.keys() - set(known) - asked:
        asked |= missing
        # What they refer to comes along, so a second round is only for what has changed in between (and for the past).
        statement = _with_their_own(missing) if at is None else _then(missing, at)
        for row in connection.execute(statement):
            rows.setdefault(row.subscription_id, stored_subscription(row))
    return rows


def in_order(
    subscription_id: UUID,
    rows: Mapping[UUID, StoredSubscription],
    known: Callable[[UUID], SubscriptionModel | None],
    make: Callable[[StoredSubscription, Owners], SubscriptionModel],
    *,
    before: tuple[UUID, ...] = (),
) -> SubscriptionModel:
    """Make a subscription, and before it all that it refers to.

    Args:
        subscription_id: which one.
        rows: its row and the rows of what it refers to.
        known: what has been made already.
        make: makes one of a row and of what that one refers to.
        before: those on the way, to tell a circle.

    Raises:
        SubscriptionError: subscriptions refer to each other in a circle.
    """
    if made := known(subscription_id):
        return made
    if subscription_id in before:
        raise SubscriptionError(
            f"Subscriptions refer to each other in a circle: {' → '.join(map(str, (*before, subscription_id)))}."
        )
    stored = rows[subscription_id]
    owners = {
        other: in_order(other, rows, known, make, before=(*before, subscription_id))
        for other in _referred([stored])
        if other in rows or known(other)
    }
    return make(stored, owners)


def _referred(stored: Collection[StoredSubscription]) -> set[UUID]:
    return {
        found.subscription_id for one in stored for found in references_in(one.snapshot.document).values()
    }


def _with_their_own(missing: set[UUID]) -> Select[Any]:
    relation = subscription_relation
    reached = (
        select(relation.c.depends_on_id.label("id"))
        .where(relation.c.subscription_id.in_(missing))
        .cte("reached", recursive=True)
    )
    reached = reached.union(
        select(relation.c.depends_on_id).join(reached, relation.c.subscription_id == reached.c.id)
    )
    identity = subscription.c.subscription_id
    return stored_rows(subscription).where(or_(identity.in_(missing), identity.in_(select(reached.c.id))))


def _then(missing: set[UUID], at: datetime) -> Select[Any]:
    """The versions of then; of what was made in the same transaction but written a moment later, the first one."""
    version = subscription_version
    there = version.c.created_at <= at
    return (
        stored_rows(version)
        .where(version.c.subscription_id.in_(missing))
        .ext(distinct_on(version.c.subscription_id))
        .order_by(
            version.c.subscription_id,
            there.desc(),
            case((there, -version.c.version), else_=version.c.version),
        )
    )
