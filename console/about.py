"""What processes are about: lists say it in words, where the API gives ids."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Row

from ..db.engine import Database
from ..db.subscription_views import describe_subscriptions

About: TypeAlias = dict[UUID, list[Row[*tuple[Any, ...]]]]
"""By process, the `subscription_id` and `description` of what it works on."""


def about(database: Database, process_ids: Iterable[UUID]) -> About:
    """What processes work on; one query for all."""
    found: About = defaultdict(list)
    if wanted := set(process_ids):
        with database.reading() as connection:
            for row in describe_subscriptions(connection, wanted):
                found[row.process_id].append(row)
    return found
