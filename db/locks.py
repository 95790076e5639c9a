"""The lock on a subscription: one process changes it at a time."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.postgresql import insert

from ..domain.errors import ConflictError, LockedError, NotFoundError, RefusedError
from .sync import set_insync
from .tables import process, subscription, subscription_lock


def acquire_lock(connection: Connection, subscription_id: UUID, process_id: UUID) -> bool:
    """Take the lock for a process; taking it twice is fine, and False the second time.

    Two at once: the second waits in PostgreSQL until the first has committed, and then finds its row.

    Raises:
        LockedError: another process has it; the member ``process_id`` says which.
    """
    row = {"subscription_id": subscription_id, "process_id": process_id}
    taken = insert(subscription_lock).values(row).on_conflict_do_nothing()
    # RETURNING says whether a row was inserted; SQLAlchemy keeps no rowcount of an INSERT (it is -1, which is true).
    if connection.execute(taken.returning(subscription_lock.c.process_id)).one_or_none() is not None:
        return True
    holder = connection.execute(
        select(subscription_lock.c.process_id, process.c.title, process.c.status, process.c.reporter)
        .join(process, process.c.process_id == subscription_lock.c.process_id)
        .where(subscription_lock.c.subscription_id == subscription_id)
    ).one_or_none()
    if holder is None:
        raise LockedError("Another process has just released this subscription; try again.")
    if holder.process_id != process_id:
        raise LockedError(
            f"Process {holder.process_id} ({holder.title}, {holder.status}, started by {holder.reporter}) works on "
            "this subscription; wait for it to end, or retry or abort it.",
            process_id=str(holder.process_id),
        )
    return False


def lock_further(connection: Connection, subscription_id: UUID, process_id: UUID) -> None:
    """Lock a further subscription for a process that is under way; it is out of sync until the process has ended.

    Raises:
        LockedError: another process works on it.
        NotFoundError: there is none.
        RefusedError: a change of it is unfinished, which this process would declare finished at its end.
    """
    if not acquire_lock(connection, subscription_id, process_id):
        return
    row = connection.execute(
        select(*subscription.c["description", "insync"]).where(
            subscription.c.subscription_id == subscription_id
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no subscription {subscription_id}.")
    if not row.insync:
        raise RefusedError(
            f"Subscription {subscription_id} ({row.description}) is out of sync: a change of it is unfinished. Set it "
            "in sync once you made sure that it is as described, and retry."
        )
    set_insync(connection, [subscription_id], insync=False)


def require_locks(connection: Connection, subscription_ids: Collection[UUID], process_id: UUID) -> None:
    """Make sure that a process may change these subscriptions.

    Raises:
        ConflictError: it does not hold the lock of one of them.
    """
    if not subscription_ids:
        return
    held = set(
        connection.scalars(
            select(subscription_lock.c.subscription_id).where(
                subscription_lock.c.process_id == process_id,
                subscription_lock.c.subscription_id.in_(subscription_ids),
            )
        )
    )
    for subscription_id in subscription_ids:
        if subscription_id not in held:
            raise ConflictError(
                f"This process changed subscription {subscription_id} without holding its lock. It may change the "
                "subscription it was started for and those it creates, and others (such as those it refers to) once "
                "it has locked them: put lock(…) before this step."
            )


def release_locks(connection: Connection, process_id: UUID) -> list[UUID]:
    """Release every lock of a process; returns the subscriptions."""
    released = delete(subscription_lock).where(subscription_lock.c.process_id == process_id)
    return list(connection.scalars(released.returning(subscription_lock.c.subscription_id)))


def release_orphaned_locks(connection: Connection) -> list[UUID]:
    """Release locks whose process has ended; returns the subscriptions."""
    ended = select(process.c.process_id).where(process.c.finished_at.is_not(None))
    orphaned = delete(subscription_lock).where(subscription_lock.c.process_id.in_(ended))
    return list(connection.scalars(orphaned.returning(subscription_lock.c.subscription_id)))
