"""Notes that people write down about a subscription; each stays, with who wrote it and when."""

from uuid import UUID

from .engine import Database
from .events import record_event
from .subscription_views import require_subscription
from .timeline import NOTED


def add_note(database: Database, subscription_id: UUID, note: str, *, actor: str) -> None:
    """Write a note down.

    It is no part of the subscription: that only its processes change.

    Raises:
        NotFoundError: there is no such subscription.
    """
    with database.transaction() as connection:
        require_subscription(connection, subscription_id)
        record_event(connection, NOTED, actor, subscription_id=subscription_id, data={"note": note})
