"""The outside system that the steps of the campaign act on; it knows idempotency keys."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

from evidence import audit, effect
from sqlalchemy import insert
from sqlalchemy.dialects import postgresql

from perdure import StepContext
from perdure.db.engine import Database

ADDRESS = "CHAOS_OUTSIDE"
"""The environment variable with the SQLAlchemy URL of its database."""


def tell(context: StepContext, *, state: dict[str, Any] | None = None, route: str | None = None) -> int:
    """Have something done under a step's idempotency key, and written down; how often it has been told by now.

    Args:
        context: of the step.
        state: what the step was given, when it matters.
        route: where the outside system is to call back.
    """
    where = {"process_id": context.process_id, "position": context.position, "key": context.idempotency_key}
    told = (
        postgresql.insert(effect)
        .values(**where, route=route)
        .on_conflict_do_update(index_elements=["key"], set_={"calls": effect.c.calls + 1})
    )
    with _database().transaction() as connection:
        connection.execute(insert(audit).values(**where, attempt=context.attempt, state=state))
        return int(connection.execute(told.returning(effect.c.calls)).scalar_one())


@cache
def _database() -> Database:
    """The connections of this process; they do not go through the network that fails."""
    return Database(os.environ[ADDRESS], pool_size=3)
