"""Which subscriptions use which others: rows beside the documents, written with them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from ..domain.documents import Reference, own_blocks_in, references_in
from ..domain.errors import InUseError, LifecycleError
from ..domain.lifecycle import TERMINATED
from .tables import product, subscription, subscription_relation

_SHOWN: Final = 3
"""So many users fit into a sentence."""

_DEPENDS_ON: Final = "depends_on"
_USED_BY: Final = "used_by"


def write_relations(
    connection: Connection,
    subscription_id: UUID,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> None:
    """Bring the relations of a subscription in line with its document; nothing is asked when they are the same.

    Args:
        connection: in the transaction that writes the document.
        subscription_id: whose document it is.
        before: the document before; empty for a new subscription.
        after: the document after.

    Raises:
        InUseError: a block is gone that others refer to.
        LifecycleError: it refers to a subscription now that is terminated.
    """
    if gone := own_blocks_in(before) - own_blocks_in(after):
        refuse_in_use(connection, subscription_id, instance_ids=gone)
    were, are = references_in(before), references_in(after)
    if were == are:
        return
    known = {reference.subscription_id for reference in were.values()}
    if new := {reference.subscription_id for reference in are.values()} - known:
        _require_alive(connection, subscription_id, new)
    relation = subscription_relation
    outdated = [path for path, reference in were.items() if are.get(path) != reference]
    if outdated:
        connection.execute(
            delete(relation).where(
                relation.c.subscription_id == subscription_id, relation.c.path.in_(outdated)
            )
        )
    rows = [
        _row(subscription_id, path, reference)
        for path, reference in are.items()
        if were.get(path) != reference
    ]
    if rows:
        connection.execute(insert(relation), rows)


def refuse_in_use(
    connection: Connection, subscription_id: UUID, instance_ids: Collection[UUID] | None = None
) -> None:
    """Make sure that no other subscription uses one, or these blocks of it.

    Raises:
        InUseError: some do; the message names them.
    """
    query = select(users_of(literal(subscription_id), instance_ids))
    if users := connection.scalar(query):
        what = "is" if instance_ids is None else "has blocks that are"
        raise InUseError(f"Subscription {subscription_id} {what} {in_use(users)}.")


def users_of(
    subscription_id: ColumnElement[UUID], instance_ids: Collection[UUID] | None = None
) -> ColumnElement[Sequence[str]]:
    """A sub-query: the subscriptions that use one, in words; those that are terminated use nothing any more."""
    user = subscription.alias("user")
    relation = subscription_relation
    those = and_(relation.c.depends_on_id == subscription_id, user.c.status != TERMINATED)
    if instance_ids is not None:
        those = and_(those, relation.c.subscription_instance_id.in_(instance_ids))
    words = user.c.description + literal(" (") + cast(user.c.subscription_id, Text) + literal(")")
    users = (
        select(words)
        .join(relation, relation.c.subscription_id == user.c.subscription_id)
        .where(those)
        .group_by(user.c.subscription_id)
        .order_by(user.c.created_at, user.c.subscription_id)
        .limit(_SHOWN + 1)
    )
    return func.array(users.scalar_subquery(), type_=ARRAY(Text))


def in_use(users: Sequence[str]) -> str:
    """How a sentence goes on that says by whom something is used."""
    more = " and others" if len(users) > _SHOWN else ""
    return f"in use by {', '.join(users[:_SHOWN])}{more}"


def relations_of(
    connection: Connection, subscription_id: UUID, *, users: int
) -> tuple[list[Row[Any]], list[Row[Any]]]:
    """What a subscription refers to, by path; and what refers to it, also what is terminated, oldest first.

    Args:
        connection: where to look.
        subscription_id: which one.
        users: so many of what refers to it at the most.
    """
    relation = subscription_relation
    age = (subscription.c.created_at, subscription.c.subscription_id, relation.c.path)
    down = _related(_DEPENDS_ON, relation.c.depends_on_id, relation.c.path)
    up = _related(_USED_BY, relation.c.subscription_id, *age)
    both = union_all(
        down.where(relation.c.subscription_id == subscription_id),
        up.where(relation.c.depends_on_id == subscription_id).order_by(*age).limit(users),
    )
    found = connection.execute(both.order_by("side", "place")).all()
    return [row for row in found if row.side == _DEPENDS_ON], [row for row in found if row.side == _USED_BY]


def _related(side: str, other: ColumnElement[UUID], *order: ColumnElement[Any]) -> Select[Any]:
    return (
        select(
            literal(side).label("side"),
            func.row_number().over(order_by=order).label("place"),
            *subscription.c["subscription_id", "description", "status"],
            product.c.name.label("product_name"),
            *subscription_relation.c["path", "subscription_instance_id"],
        )
        .join(product, product.c.product_id == subscription.c.product_id)
        .join(subscription_relation, other == subscription.c.subscription_id)
    )


def _require_alive(connection: Connection, subscription_id: UUID, others: set[UUID]) -> None:
    # Shared: whoever terminates one of them at this moment waits for us, or we for them.
    query = (
        select(*subscription.c["subscription_id", "description", "status"])
        .where(subscription.c.subscription_id.in_(sorted(others)))
        .order_by(subscription.c.subscription_id)
        .with_for_update(read=True)
    )
    for other in connection.execute(query):
        if other.status == TERMINATED:
            raise LifecycleError(
                f"Subscription {subscription_id} cannot refer to {other.description} ({other.subscription_id}), "
                "which is terminated; choose another one."
            )


def _row(subscription_id: UUID, path: str, reference: Reference) -> dict[str, Any]:
    return {
        "subscription_id": subscription_id,
        "path": path,
        "depends_on_id": reference.subscription_id,
        "subscription_instance_id": reference.subscription_instance_id,
    }
