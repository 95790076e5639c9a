"""What validations found."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from ..domain.definitions import Target
from ..domain.lifecycle import SubscriptionLifecycle
from .tables import process, process_subscription, product, subscription, validation


@dataclass(frozen=True, slots=True)
class SweepProgress:
    """How far a sweep has come.

    Args:
        known: so many subscriptions there are to validate.
        done: of so many there is a verdict since the sweep began.
    """

    known: int
    done: int


def insert_validation(
    connection: Connection, process_id: UUID, verdict: str, checks: list[dict[str, Any]]
) -> None:
    """Record the verdict of a validating process on its subscription."""
    connection.execute(
        insert(validation)
        .from_select(
            ["process_id", "subscription_id", "version", "verdict", "checks"],
            select(
                process_subscription.c.process_id,
                subscription.c.subscription_id,
                subscription.c.version,
                literal(verdict),
                literal(checks, JSONB),
            )
            .join(subscription, subscription.c.subscription_id == process_subscription.c.subscription_id)
            .where(process_subscription.c.process_id == process_id),
        )
        .on_conflict_do_nothing()
    )


def being_validated(connection: Connection, subscription_ids: Collection[UUID]) -> set[UUID]:
    """Those of the subscriptions that an open process is validating."""
    return set(
        connection.scalars(
            select(process_subscription.c.subscription_id)
            .join(process, process.c.process_id == process_subscription.c.process_id)
            .where(
                process_subscription.c.subscription_id.in_(subscription_ids),
                process.c.target == Target.VALIDATE.value,
                process.c.finished_at.is_(None),
            )
        )
    )


def sweep_progress(
    connection: Connection,
    product_names: Collection[str],
    statuses: Collection[SubscriptionLifecycle],
    since: datetime,
) -> SweepProgress:
    """How many subscriptions of these products and statuses have been validated since a sweep began."""
    validated = exists().where(
        validation.c.subscription_id == subscription.c.subscription_id, validation.c.finished_at >= since
    )
    known, done = connection.execute(
        select(func.count(), func.count().filter(validated))
        .select_from(subscription)
        .join(product, product.c.product_id == subscription.c.product_id)
        .where(product.c.name.in_(product_names), subscription.c.status.in_(statuses))
    ).one()
    return SweepProgress(known, done)
