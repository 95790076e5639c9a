"""What validations found."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, literal, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from ..domain.definitions import Target
from .tables import process, process_subscription, subscription, validation


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
