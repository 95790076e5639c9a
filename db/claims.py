"""Claims: what one subscription, or process, holds for itself alone; whoever inserts the key first has it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from ..domain.errors import ClaimedError
from .tables import claim, process, subscription


@dataclass(frozen=True, slots=True)
class Holder:
    """Who claims.

    Args:
        subscription_id: for this subscription; None when it is only the process that needs it.
        process_id: by this process; None without one.
    """

    subscription_id: UUID | None
    process_id: UUID | None


def take_claims(connection: Connection, keys: Collection[str], holder: Holder) -> None:
    """Claim keys; what one holds already one may claim again.

    Two at once: the second waits in PostgreSQL until the first has committed, and then finds its row.

    Raises:
        ClaimedError: somebody else holds one; the message says who.
    """
    _take(connection, dict.fromkeys(keys), holder)


def drop_claims(connection: Connection, keys: Collection[str], holder: Holder) -> None:
    """Give up keys; those of others stay."""
    if keys:
        connection.execute(delete(claim).where(claim.c.key.in_(keys), _own(holder)))


def claim_blocks(connection: Connection, wanted: Mapping[UUID, UUID], holder: Holder) -> None:
    """Bring the blocks that a subscription holds for itself alone in line with those that it wants.

    Args:
        connection: in the transaction that writes the subscription.
        wanted: the blocks' ids, each with the subscription that owns it.
        holder: the subscription.

    Raises:
        ClaimedError: another one holds one of them.
    """
    keys: dict[str, UUID | None] = {_key(block): owner for block, owner in wanted.items()}
    held = claim.c.subscription_id == holder.subscription_id
    connection.execute(
        delete(claim).where(held, claim.c.block_owner_id.is_not(None), claim.c.key.not_in(keys))
    )
    _take(connection, keys, holder)


def attach_claims(connection: Connection, process_id: UUID, subscription_id: UUID) -> None:
    """Let a subscription that a process has just created have what the process has claimed for it."""
    connection.execute(
        update(claim)
        .where(claim.c.process_id == process_id, claim.c.subscription_id.is_(None))
        .values(subscription_id=subscription_id)
    )


def release_subscription(connection: Connection, subscription_id: UUID) -> None:
    """Release everything that a subscription holds."""
    connection.execute(delete(claim).where(claim.c.subscription_id == subscription_id))


def release_process(connection: Connection, process_id: UUID, *, of_subscriptions: bool) -> None:
    """Release what a process holds for itself, and with ``of_subscriptions`` what it claimed for subscriptions."""
    mine = claim.c.process_id == process_id
    connection.execute(
        delete(claim).where(mine if of_subscriptions else mine & claim.c.subscription_id.is_(None))
    )


def held_by_another(owner: ColumnElement[UUID], subscription_id: UUID | None = None) -> ColumnElement[bool]:
    """Whether a block of a subscription is held by another one than ``subscription_id``."""
    held = select(claim.c.key).where(claim.c.block_owner_id == owner)
    if subscription_id is not None:
        held = held.where(claim.c.subscription_id.is_distinct_from(subscription_id))
    return exists(held)


def _take(connection: Connection, keys: Mapping[str, UUID | None], holder: Holder) -> None:
    if not keys:
        return
    # In one order everywhere, so that two transactions never wait for each other's keys.
    rows = [
        {
            "key": key,
            "block_owner_id": owner,
            "subscription_id": holder.subscription_id,
            "process_id": holder.process_id,
        }
        for key, owner in sorted(keys.items())
    ]
    taken = insert(claim).values(rows).on_conflict_do_nothing().returning(claim.c.key)
    others = keys.keys() - set(connection.scalars(taken))
    if not others:
        return
    query = (
        select(
            claim,
            subscription.c.description,
            process.c.title,
            process.c.reporter,
            select(subscription.c.description)
            .where(subscription.c.subscription_id == claim.c.block_owner_id)
            .correlate(claim)
            .scalar_subquery()
            .label("block_owner"),
        )
        .outerjoin(subscription, subscription.c.subscription_id == claim.c.subscription_id)
        .outerjoin(process, process.c.process_id == claim.c.process_id)
        .where(claim.c.key.in_(others), ~_own(holder))
        .order_by(claim.c.key)
        .limit(1)
    )
    if row := connection.execute(query).one_or_none():
        raise _claimed(row)


def _own(holder: Holder) -> ColumnElement[bool]:
    """Whether a claim is this holder's: of its subscription, or of its process as long as it is of no subscription."""
    of_process = (claim.c.subscription_id.is_(None)) & (claim.c.process_id == holder.process_id)
    return or_(
        claim.c.subscription_id.is_not_distinct_from(holder.subscription_id)
        & claim.c.subscription_id.is_not(None),
        of_process,
    )


def _claimed(row: Row[Any]) -> ClaimedError:
    what = repr(row.key) if row.block_owner is None else f"{row.block_owner} ({row.block_owner_id})"
    by = [] if row.subscription_id is None else [f"{row.description} ({row.subscription_id})"]
    by += [] if row.title is None else [f"process {row.process_id} ({row.title}, started by {row.reporter})"]
    return ClaimedError(
        f"{what} is taken: {', '.join(by)} has it. Choose another one, or wait until it is free and retry.",
        subscription_id=None if row.subscription_id is None else str(row.subscription_id),
        process_id=None if row.process_id is None else str(row.process_id),
    )


def _key(block: UUID) -> str:
    return f"block:{block}"
