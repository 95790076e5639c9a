"""Reading subscriptions and their versions: one statement each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, Table, and_, false, or_, select

from ..domain.find import Query
from ..domain.lifecycle import SubscriptionLifecycle
from ..domain.product import Product, ProductModel
from ..domain.snapshot import STORED_FIELDS, Snapshot
from .claims import held_by_another
from .products import PRODUCT_COLUMNS, product_model
from .tables import product, subscription, subscription_version


@dataclass(frozen=True, slots=True)
class StoredSubscription:
    """One version of a subscription, as its row says.

    Args:
        subscription_id: which one.
        version: which version.
        product: its product.
        snapshot: what is stored.
        made_at: when this version was made; None for the current one.
    """

    subscription_id: UUID
    version: int
    product: ProductModel
    snapshot: Snapshot
    made_at: datetime | None = None


def load_document(
    connection: Connection, subscription_id: UUID, *, at: datetime | None = None, version: int | None = None
) -> StoredSubscription | None:
    """A subscription as it is, or as it was at a time or in a version; None when there is or was none."""
    if at is None and version is None:
        statement = stored_rows(subscription).where(subscription.c.subscription_id == subscription_id)
    else:
        statement = stored_rows(subscription_version).where(
            subscription_version.c.subscription_id == subscription_id
        )
    if version is not None:
        statement = statement.where(subscription_version.c.version == version)
    if at is not None:
        statement = (
            statement.where(subscription_version.c.created_at <= at)
            .order_by(subscription_version.c.version.desc())
            .limit(1)
        )
    row = connection.execute(statement).one_or_none()
    return None if row is None else stored_subscription(row)


def load_locked(connection: Connection, subscription_id: UUID) -> StoredSubscription | None:
    """A subscription as it is, and stays until the transaction ends; None when there is none."""
    statement = stored_rows(subscription).where(subscription.c.subscription_id == subscription_id)
    row = connection.execute(statement.with_for_update(of=subscription)).one_or_none()
    return None if row is None else stored_subscription(row)


def find_documents(
    connection: Connection, query: Query, products: Mapping[str, Product]
) -> Sequence[StoredSubscription]:
    """The subscriptions that a query describes, oldest first."""
    names: dict[frozenset[SubscriptionLifecycle], list[str]] = {}
    for name, declared in products.items():
        fitting = {
            status for status in query.statuses if issubclass(declared.model.class_for(status), query.model)
        }
        names.setdefault(frozenset(fitting), []).append(name)
    statement = (
        stored_rows(subscription)
        .where(
            or_(
                false(),
                *(
                    and_(product.c.name.in_(group), subscription.c.status.in_(sorted(statuses)))
                    for statuses, group in names.items()
                    if statuses
                ),
            ),
            *(subscription.c.document.contains(part) for part in query.contains),
        )
        .order_by(subscription.c.created_at, subscription.c.subscription_id)
    )
    if query.free:
        statement = statement.where(~held_by_another(subscription.c.subscription_id, query.free_for))
    if query.customer_id is not None:
        statement = statement.where(subscription.c.customer_id == query.customer_id)
    return [stored_subscription(row) for row in connection.execute(statement)]


def stored_rows(table: Table) -> Select[Any]:
    """A query for subscriptions, or for versions of them, as `stored_subscription` takes its rows."""
    statement = select(*table.c["subscription_id", "version", "document", *STORED_FIELDS], *PRODUCT_COLUMNS)
    if table is subscription:
        return statement.join(product)
    return (
        statement.add_columns(table.c.created_at.label("made_at"))
        .join(subscription, table.c.subscription_id == subscription.c.subscription_id)
        .join(product)
    )


def stored_subscription(row: Row[Any]) -> StoredSubscription:
    """What a row of `stored_rows` says."""
    found = row._mapping  # noqa: SLF001 — SQLAlchemy's public way to a row by names
    stored = Snapshot(
        **{name: found[name] for name in STORED_FIELDS if name != "status"},
        status=SubscriptionLifecycle(found["status"]),
        document=found["document"],
    )
    return StoredSubscription(
        found["subscription_id"], found["version"], product_model(row), stored, found.get("made_at")
    )
