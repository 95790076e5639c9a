"""Subscriptions as lists and details show them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    lateral,
    or_,
    select,
    true,
)

from ..domain.errors import NotFoundError
from .paging import Order, Rows, Slice, read_ordered
from .tables import (
    CUSTOMER_ORDER,
    DESCRIPTION_ORDER,
    customer,
    drift_item,
    process,
    process_subscription,
    product,
    subscription,
    subscription_lock,
    subscription_version,
    validation,
)


@dataclass(frozen=True, slots=True)
class SubscriptionFilter:
    """Which subscriptions a list shows; None leaves a question open."""

    statuses: tuple[str, ...] = ()
    product_id: UUID | None = None
    customer_id: str | None = None
    insync: bool | None = None
    verdict: str | None = None
    search: str | None = None


ORDERS: Final = {
    "newest": Order((subscription.c.created_at, subscription.c.subscription_id)),
    "oldest": Order((subscription.c.created_at, subscription.c.subscription_id), ascending=True),
    "changed": Order((subscription.c.updated_at, subscription.c.subscription_id)),
    "description": Order((DESCRIPTION_ORDER, subscription.c.subscription_id), ascending=True),
    "customer": Order((CUSTOMER_ORDER, subscription.c.subscription_id), ascending=True, joined=True),
    "status": Order(
        (subscription.c.status, subscription.c.updated_at, subscription.c.subscription_id), ascending=True
    ),
}
"""What the list may be sorted by. Each has an index."""


def list_subscriptions(
    connection: Connection, wanted: SubscriptionFilter, part: Slice, *, order: str | None = None
) -> Rows:
    """One page of subscriptions.

    Args:
        connection: where to read.
        wanted: which ones.
        part: which page.
        order: one of `ORDERS`; left out, by the moment they were created.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    query, verdict = _summaries()
    if wanted.statuses:
        query = query.where(subscription.c.status.in_(wanted.statuses))
    if wanted.product_id is not None:
        query = query.where(subscription.c.product_id == wanted.product_id)
    if wanted.customer_id is not None:
        query = query.where(subscription.c.customer_id == wanted.customer_id)
    if wanted.insync is not None:
        query = query.where(subscription.c.insync.is_(wanted.insync))
    if wanted.verdict is not None:
        query = query.where(verdict == wanted.verdict)
    if wanted.search is not None:
        query = query.where(_named(wanted.search))
    usual = "oldest" if part.ascending else "newest"
    return read_ordered(connection, query, ORDERS[order or usual], part)


def read_subscription(connection: Connection, subscription_id: UUID) -> Row[Any]:
    """One subscription with its document, its product, its last validation and what holds its lock.

    Raises:
        NotFoundError: there is none.
    """
    query, _ = _summaries()
    found = connection.execute(
        query.add_columns(
            subscription.c.document, subscription.c.schema_version, product.c.fixed_inputs
        ).where(subscription.c.subscription_id == subscription_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no subscription {subscription_id}.")
    return found


def describe_subscriptions(
    connection: Connection, process_ids: Iterable[UUID]
) -> Sequence[Row[*tuple[Any, ...]]]:
    """What processes work on, in words: ``process_id, subscription_id, description``."""
    query = (
        select(process_subscription.c.process_id, subscription.c.subscription_id, subscription.c.description)
        .join(subscription, subscription.c.subscription_id == process_subscription.c.subscription_id)
        .where(process_subscription.c.process_id.in_(process_ids))
    )
    return connection.execute(query.order_by(subscription.c.subscription_id)).all()


def last_validation(connection: Connection, subscription_id: UUID) -> Row[Any] | None:
    """What the last validation of a subscription found, or None when there was none yet."""
    return connection.execute(
        select(validation)
        .where(validation.c.subscription_id == subscription_id)
        .order_by(validation.c.finished_at.desc())
        .limit(1)
    ).one_or_none()


def list_versions(connection: Connection, subscription_id: UUID, *, before: int | None, limit: int) -> Rows:
    """Versions of a subscription, newest first, each with the process that made it.

    Args:
        connection: where to read.
        subscription_id: of which subscription.
        before: only versions older than this one.
        limit: how many at most.

    Raises:
        NotFoundError: there is no such subscription.
    """
    query = (
        select(subscription_version, process.c.title.label("process_title"), process.c.reporter)
        .outerjoin(process, process.c.process_id == subscription_version.c.process_id)
        .where(subscription_version.c.subscription_id == subscription_id)
        .order_by(subscription_version.c.version.desc())
        .limit(limit + 1)
    )
    if before is not None:
        query = query.where(subscription_version.c.version < before)
    found = connection.execute(query).all()
    if not found:
        require_subscription(connection, subscription_id)
    items = found[:limit]
    return Rows(items, str(items[-1].version) if len(found) > limit else None)


def version_at(connection: Connection, subscription_id: UUID, moment: datetime) -> int:
    """The version that a subscription had at a moment.

    Raises:
        NotFoundError: there is no such subscription, or it was not there yet.
    """
    found = connection.scalar(
        select(func.max(subscription_version.c.version)).where(
            subscription_version.c.subscription_id == subscription_id,
            subscription_version.c.created_at <= moment,
        )
    )
    if found is None:
        require_subscription(connection, subscription_id)
        raise NotFoundError(
            f"There was no subscription {subscription_id} yet at {moment:%Y-%m-%d %H:%M:%S %Z}."
        )
    return int(found)


def require_subscription(connection: Connection, subscription_id: UUID) -> None:
    """Make sure that there is such a subscription.

    Raises:
        NotFoundError: there is none.
    """
    query = select(subscription.c.subscription_id).where(subscription.c.subscription_id == subscription_id)
    if connection.execute(query).one_or_none() is None:
        raise NotFoundError(f"There is no subscription {subscription_id}.")


def _named(words: str) -> ColumnElement[bool]:
    """Every word is in the description, the customer's or the product's name, or begins the id."""
    return and_(
        *(
            or_(
                subscription.c.description.icontains(word, autoescape=True),
                customer.c.name.icontains(word, autoescape=True),
                product.c.name.icontains(word, autoescape=True),
                cast(subscription.c.subscription_id, Text).startswith(word.lower(), autoescape=True),
            )
            for word in words.split()
        )
    )


# Made once: SQLAlchemy takes longer to put a query together than PostgreSQL to answer it.
@cache
def _summaries() -> tuple[Select[Any], ColumnElement[str]]:
    last = lateral(
        select(validation.c.verdict, validation.c.finished_at)
        .where(validation.c.subscription_id == subscription.c.subscription_id)
        .order_by(validation.c.finished_at.desc())
        .limit(1),
        name="last_validation",
    )
    suppressed = func.coalesce(drift_item.c.suppressed_until > func.now(), false())
    drift = lateral(
        select(
            func.count().filter(~suppressed).label("open_drift"),
            func.count().filter(suppressed).label("suppressed_drift"),
        ).where(
            drift_item.c.subscription_id == subscription.c.subscription_id, drift_item.c.closed_at.is_(None)
        ),
        name="drift",
    )
    query = (
        select(
            subscription.c.subscription_id,
            subscription.c.description,
            subscription.c.status,
            subscription.c.insync,
            subscription.c.version,
            subscription.c.note,
            subscription.c.start_date,
            subscription.c.end_date,
            subscription.c.created_at,
            subscription.c.updated_at,
            subscription.c.product_id,
            product.c.name.label("product_name"),
            product.c.tag.label("product_tag"),
            subscription.c.customer_id,
            customer.c.name.label("customer_name"),
            subscription_lock.c.process_id.label("locked_by"),
            last.c.verdict,
            last.c.finished_at.label("validated_at"),
            drift.c.open_drift,
            drift.c.suppressed_drift,
        )
        .join(product, product.c.product_id == subscription.c.product_id)
        .join(customer, customer.c.customer_id == subscription.c.customer_id)
        .outerjoin(subscription_lock, subscription_lock.c.subscription_id == subscription.c.subscription_id)
        .outerjoin(last, true())
        .join(drift, true())
    )
    return query, last.c.verdict
