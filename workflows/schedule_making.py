"""Making schedules, and deleting those that were made."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Row
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from ..activities.schedule_form import Rhythm
from ..db.engine import Database
from ..db.schedules import NewSchedule, delete_schedule, insert_schedule, read_schedule
from ..domain.errors import BadRequestError, NotFoundError
from .schedule_control import temporal
from .schedules import declare, made_schedule, schedule_id


async def make_schedule(
    client: Client, database: Database, rhythm: Rhythm, *, actor: str, task_queue: str
) -> Row[Any]:
    """Make a schedule: its row first, so that a worker declares it even if everything stops now.

    Args:
        client: where it runs.
        database: where it is written down.
        rhythm: what is started, and when.
        actor: who wants it.
        task_queue: where the workers are.

    Raises:
        BadRequestError: Temporal does not understand the times.
        ConflictError: there are too many already.
        UnavailableError: Temporal does not answer; nothing was made.
    """
    new = NewSchedule(uuid4(), rhythm.workflow, rhythm.answers, rhythm.every, rhythm.cron)
    row = await asyncio.to_thread(insert_schedule, database, new, actor=actor)
    try:
        async with temporal():
            await _declare(client, row, task_queue)
    except Exception:
        await asyncio.to_thread(delete_schedule, database, new.schedule_id, actor=actor)
        raise
    return row


async def remove_schedule(client: Client, database: Database, key: UUID, *, actor: str) -> None:
    """Delete a schedule that was made; what it has started goes on.

    Args:
        client: where it runs.
        database: where it is written down.
        key: its id.
        actor: who does not want it any more.

    Raises:
        NotFoundError: there is none (any more).
        UnavailableError: Temporal does not answer; it is still there.
    """
    if await asyncio.to_thread(read_schedule, database, key) is None:
        raise NotFoundError(f"There is no schedule {key} (any more).")
    async with temporal():
        try:
            await client.get_schedule_handle(schedule_id(str(key))).delete()
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
    await asyncio.to_thread(delete_schedule, database, key, actor=actor)


async def _declare(client: Client, row: Row[Any], task_queue: str) -> None:
    try:
        await declare(client, schedule_id(str(row.schedule_id)), made_schedule(row, task_queue))
    except RPCError as error:
        if error.status is RPCStatusCode.INVALID_ARGUMENT:
            raise BadRequestError(f"Temporal does not understand {row.cron!r}: {error.message}.") from None
        raise
