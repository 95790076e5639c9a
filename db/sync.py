"""Whether a subscription has an unfinished change."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, func, update

from .tables import subscription


def set_insync(connection: Connection, subscription_ids: Collection[UUID], *, insync: bool) -> None:
    """Say that these subscriptions have an unfinished change (``insync=False``), or none."""
    if subscription_ids:
        connection.execute(
            update(subscription)
            .where(subscription.c.subscription_id.in_(subscription_ids), subscription.c.insync != insync)
            .values(insync=insync, updated_at=func.now())
        )
