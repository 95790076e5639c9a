"""How a subscription stands: what decides which workflows may start on it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, select

from ..domain.lifecycle import SubscriptionLifecycle
from .subscription_relations import users_of
from .tables import process, product, subscription, subscription_lock, subscription_version


@dataclass(frozen=True, slots=True)
class Standing:
    """One subscription, without its document.

    Args:
        subscription_id: which one.
        product_id: its product.
        product_name: likewise.
        customer_id: whose it is.
        status: its stage of life.
        insync: it has no unfinished change.
        version: its current version.
        description: for people.
        locked_by: the process that works on it, or None.
        locked_by_title: that process's title.
        used_by: some of the subscriptions that refer to it, in words.
    """

    subscription_id: UUID
    product_id: UUID
    product_name: str
    customer_id: str
    status: SubscriptionLifecycle
    insync: bool
    version: int
    description: str
    locked_by: UUID | None
    locked_by_title: str | None
    used_by: tuple[str, ...]


def standing(connection: Connection, subscription_id: UUID, *, for_update: bool = False) -> Standing | None:
    """The standing of a subscription, or None when there is none of that id.

    Args:
        connection: where to look.
        subscription_id: which one.
        for_update: keep others from changing it until the transaction ends.
    """
    query = _standing().where(subscription.c.subscription_id == subscription_id)
    row = connection.execute(query.with_for_update(of=subscription) if for_update else query).one_or_none()
    return None if row is None else _from_row(row)


def standings(
    connection: Connection,
    product_names: Collection[str],
    statuses: Collection[SubscriptionLifecycle],
    *,
    after: UUID | None = None,
    limit: int,
) -> list[Standing]:
    """Subscriptions of these products in these statuses, by id, a page at a time.

    Args:
        connection: where to look.
        product_names: of these products.
        statuses: in one of these.
        after: the last id of the page before.
        limit: the page's length.
    """
    query = _standing().where(product.c.name.in_(product_names), subscription.c.status.in_(statuses))
    if after is not None:
        query = query.where(subscription.c.subscription_id > after)
    return [
        _from_row(row)
        for row in connection.execute(query.order_by(subscription.c.subscription_id).limit(limit))
    ]


def last_change(connection: Connection, subscription_id: UUID) -> Row[Any, Any, Any] | None:
    """Who changed a subscription last, and when: ``reporter``, ``title``, ``created_at``."""
    return connection.execute(
        select(process.c.reporter, process.c.title, subscription_version.c.created_at)
        .join(process, process.c.process_id == subscription_version.c.process_id)
        .where(subscription_version.c.subscription_id == subscription_id)
        .order_by(subscription_version.c.version.desc())
        .limit(1)
    ).one_or_none()


# Made once: SQLAlchemy takes longer to put a query together than PostgreSQL to answer it.
@cache
def _standing() -> Select[Any]:
    return (
        select(
            subscription.c.subscription_id,
            subscription.c.product_id,
            product.c.name.label("product_name"),
            subscription.c.customer_id,
            subscription.c.status,
            subscription.c.insync,
            subscription.c.version,
            subscription.c.description,
            subscription_lock.c.process_id.label("locked_by"),
            process.c.title.label("locked_by_title"),
            users_of(subscription.c.subscription_id).label("used_by"),
        )
        .join(product, product.c.product_id == subscription.c.product_id)
        .outerjoin(subscription_lock, subscription_lock.c.subscription_id == subscription.c.subscription_id)
        .outerjoin(process, process.c.process_id == subscription_lock.c.process_id)
    )


def _from_row(row: Row[Any]) -> Standing:
    values: dict[str, Any] = dict(row._mapping)  # noqa: SLF001 — SQLAlchemy's public name for it
    return Standing(**values | {"status": SubscriptionLifecycle(row.status), "used_by": tuple(row.used_by)})
