"""The reconciler: makes Temporal and the rows agree again, whoever of them was away or was meddled with.

A loop in the worker and no Temporal schedule, because it must work when Temporal is the thing that is broken.
"""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import ExitStack
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from ..db.advisory import only_one
from ..db.engine import Database
from ..db.expiry import delete_expired
from ..db.processes import all_untold
from ..domain.errors import UnavailableError
from .notify import notify
from .repairs import Repairs

PERIOD: Final = timedelta(seconds=5)
"""Between two rounds; also how old news must be before it is taken for untold: whoever wrote it is telling it."""

_LOCK: Final = 0x7065726475726501
"""Any number that nobody else uses: "perdure" in ASCII, and 01 for the reconciler."""

_log = structlog.stdlib.get_logger()


async def reconcile_until(
    stopped: asyncio.Event, client: Client, database: Database, *, task_queue: str
) -> None:
    """Do round after round until told to stop; a round that has begun is finished."""
    repairs = Repairs(client, database)
    while not stopped.is_set():
        try:
            await reconcile(client, database, task_queue=task_queue, repairs=repairs)
        except (UnavailableError, RPCError, RuntimeError) as error:
            _log.warning("reconciler waits", error=str(error))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), PERIOD.total_seconds())


async def reconcile(
    client: Client,
    database: Database,
    *,
    task_queue: str,
    older_than: timedelta = PERIOD,
    repairs: Repairs | None = None,
) -> list[UUID]:
    """One round: start what was accepted and not started, nudge what was answered and not told, repair the rest.

    What has expired is thrown away on the way.

    Args:
        client: connected, or lazily so.
        database: where processes are.
        task_queue: where the workers are.
        older_than: age from which news counts as untold.
        repairs: what has been observed so far; without it nothing is repaired.

    Returns:
        The processes of which Temporal has been told.
    """
    told: list[UUID] = []
    with ExitStack() as held:
        if not await asyncio.to_thread(held.enter_context, only_one(database, _LOCK)):
            return []
        await asyncio.to_thread(delete_expired, database)
        for process_id in await asyncio.to_thread(_untold, database, older_than):
            if not await notify(client, database, process_id, task_queue=task_queue):
                return told  # Temporal is away; the next round tries again.
            told.append(process_id)
            _log.info("told Temporal late", process_id=str(process_id))
        if repairs is not None:
            await repairs.round()
    return told


def _untold(database: Database, older_than: timedelta) -> list[UUID]:
    with database.reading() as connection:
        return list(all_untold(connection, older_than.total_seconds()))
