"""Events: who did what, when and why."""

from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert

from .tables import event


def record_event(
    connection: Connection,
    kind: str,
    actor: str,
    *,
    process_id: UUID | None = None,
    subscription_id: UUID | None = None,
    reason: str | None = None,
    data: dict[str, Any] | None = None,
) -> None:
    """Write down a mutation, in the transaction that makes it.

    Args:
        connection: the transaction.
        kind: noun and verb, such as ``process.accepted``.
        actor: who.
        process_id: the process it belongs to.
        subscription_id: the subscription it belongs to.
        reason: why, in the actor's words.
        data: further facts.
    """
    connection.execute(
        insert(event).values(
            kind=kind,
            actor=actor,
            process_id=process_id,
            subscription_id=subscription_id,
            reason=reason,
            data=data or {},
        )
    )
