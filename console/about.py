"""What processes are about: a list says it in words, where the API gives ids."""

from collections.abc import Iterable
from uuid import UUID

from ..api.process_models import ProcessSummary
from ..db.engine import Database
from ..db.subscription_views import describe_subscriptions


def about(database: Database, processes: Iterable[ProcessSummary]) -> dict[UUID, str]:
    """The descriptions of the subscriptions that processes work on, by id; one query for all."""
    wanted = {subscription_id for process in processes for subscription_id in process.subscription_ids}
    if not wanted:
        return {}
    with database.reading() as connection:
        return describe_subscriptions(connection, wanted)
