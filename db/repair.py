"""An operator declares that a subscription has no unfinished change any more."""

from uuid import UUID

from sqlalchemy import select

from ..domain.errors import LockedError, NotFoundError
from .engine import Database
from .events import record_event
from .sync import set_insync
from .tables import subscription, subscription_lock


def declare_in_sync(database: Database, subscription_id: UUID, *, actor: str, reason: str) -> None:
    """Mark a subscription as in sync, as after a failed change that was repaired by hand.

    Raises:
        NotFoundError: there is no such subscription.
        LockedError: a process works on it and decides itself; the member `process_id` says which.
    """
    with database.transaction() as connection:
        insync = connection.scalar(
            select(subscription.c.insync)
            .where(subscription.c.subscription_id == subscription_id)
            .with_for_update()
        )
        if insync is None:
            raise NotFoundError(f"There is no subscription {subscription_id}.")
        # A query of its own, after the row is ours: a process that has marked it out of sync shows its lock,
        # and one that is accepted from here on marks it after us.
        holder = connection.scalar(
            select(subscription_lock.c.process_id).where(
                subscription_lock.c.subscription_id == subscription_id
            )
        )
        if holder is not None:
            raise LockedError(
                f"Process {holder} works on subscription {subscription_id} and decides about it; "
                "wait for it to end, or abort it.",
                process_id=str(holder),
            )
        if insync:
            return
        set_insync(connection, [subscription_id], insync=True)
        record_event(
            connection, "subscription.set_in_sync", actor, subscription_id=subscription_id, reason=reason
        )
