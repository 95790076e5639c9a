"""Writing subscriptions: the current row and the version, each guarded by the version that was loaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.errors import ForeignKeyViolation
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import IntegrityError

from ..domain.errors import NotFoundError, OvertakenError
from ..domain.lifecycle import TERMINATED
from ..domain.snapshot import STORED_FIELDS, Snapshot
from ..domain.subscription import SubscriptionModel
from .claims import Holder, claim_blocks, release_subscription
from .drift import close_terminated
from .subscription_relations import refuse_in_use, write_relations
from .tables import process, subscription, subscription_version


@dataclass(frozen=True, slots=True)
class Change:
    """A subscription that differs from what was loaded.

    Args:
        subscription: the object.
        before: what was loaded; None for a new one.
        after: what is to be stored.
    """

    subscription: SubscriptionModel
    before: Snapshot | None
    after: Snapshot

    @property
    def subscription_id(self) -> UUID:
        """Which subscription."""
        return self.subscription.subscription_id

    @property
    def ends(self) -> bool:
        """Whether it becomes terminated."""
        return self.after.status == TERMINATED and (self.before is None or self.before.status != TERMINATED)

    @property
    def from_version(self) -> int:
        """The version that was loaded; 0 for a new one."""
        return self.subscription.version

    @property
    def to_version(self) -> int:
        """The version that writing it makes."""
        return self.from_version + 1


@dataclass(frozen=True, slots=True)
class VersionChange:
    """What was written."""

    subscription_id: UUID
    from_version: int
    to_version: int


def write_changes(
    connection: Connection,
    changes: Sequence[Change],
    *,
    process_id: UUID | None = None,
    position: str | None = None,
    generation: int | None = None,
    end_in_use: bool = False,
) -> list[VersionChange]:
    """Write changes within the caller's transaction; two statements each.

    Args:
        connection: in a transaction.
        changes: from `SubscriptionSession.changes`.
        process_id: whose doing it is, if a process's.
        position: the step's position.
        generation: the step's generation.
        end_in_use: whether one may be terminated that others use.

    Raises:
        ClaimedError: one refers to a block for itself alone that another one has; the message says which.
        OvertakenError: a subscription was changed since it was loaded; the message says by whom.
        InUseError: one, or a block of it, is to end that others use; the message names them.
        LifecycleError: one refers to another that is terminated.
        NotFoundError: there is no such customer.
    """
    author = {"process_id": process_id, "position": position, "generation": generation}
    # In one order everywhere, so that two transactions never wait for each other's rows.
    in_order = sorted(changes, key=_identity)
    written = [_write(connection, change, author) for change in in_order]
    # Afterwards, because one that is new may refer to another that is new.
    for change in in_order:
        before = change.before.document if change.before else {}
        write_relations(connection, change.subscription_id, before, change.after.document)
        if change.ends and not end_in_use:
            refuse_in_use(connection, change.subscription_id)
    for change in in_order:
        _write_claims(connection, change, Holder(change.subscription_id, process_id))
    return written


def _write_claims(connection: Connection, change: Change, holder: Holder) -> None:
    if change.ends:
        release_subscription(connection, change.subscription_id)
        close_terminated(connection, change.subscription_id, holder.process_id)
    elif change.after.exclusive != (change.before.exclusive if change.before else {}):
        claim_blocks(connection, change.after.exclusive, holder)


def _identity(change: Change) -> UUID:
    return change.subscription_id


def _write(connection: Connection, change: Change, author: dict[str, Any]) -> VersionChange:
    facts = {name: getattr(change.after, name) for name in STORED_FIELDS}
    facts |= {"document": dict(change.after.document), "version": change.to_version}
    identity = {"subscription_id": change.subscription_id}
    try:
        if change.before is None:
            product = change.subscription.product.product_id
            connection.execute(subscription.insert().values(**identity, product_id=product, **facts))
        elif not connection.execute(
            subscription.update()
            .where(
                subscription.c.subscription_id == change.subscription_id,
                subscription.c.version == change.from_version,
            )
            .values(**facts, updated_at=func.clock_timestamp())
        ).rowcount:
            raise _overtaken(connection, change)
    except IntegrityError as error:
        if isinstance(error.orig, ForeignKeyViolation) and "customer" in (
            error.orig.diag.constraint_name or ""
        ):
            customer = change.after.customer_id
            raise NotFoundError(
                f"Subscription {change.subscription_id} is for customer {customer!r}, which does not exist."
            ) from None
        raise
    connection.execute(subscription_version.insert().values(**identity, **facts, **author))
    return VersionChange(change.subscription_id, change.from_version, change.to_version)


def _overtaken(connection: Connection, change: Change) -> OvertakenError:
    version = subscription_version
    row = connection.execute(
        select(
            *(version.c["version", "process_id", "position", "created_at"]),
            process.c.title,
            process.c.reporter,
        )
        .outerjoin_from(version, process, version.c.process_id == process.c.process_id)
        .where(version.c.subscription_id == change.subscription_id)
        .order_by(version.c.version.desc())
        .limit(1)
    ).one_or_none()
    who = f"Subscription {change.subscription_id} ({change.after.description})"
    if row is None:
        return OvertakenError(f"{who} is not there any more.", subscription_id=str(change.subscription_id))
    by = "without a process"
    if row.title is not None:
        by = f"by process {row.process_id} ({row.title}, started by {row.reporter}) in step {row.position}"
    return OvertakenError(
        f"{who} was loaded in version {change.from_version} and has been changed to version {row.version} "
        f"{by} at {row.created_at:%Y-%m-%d %H:%M:%S %Z}; load it again and repeat the change.",
        subscription_id=str(change.subscription_id),
        version=row.version,
        process_id=None if row.process_id is None else str(row.process_id),
    )
