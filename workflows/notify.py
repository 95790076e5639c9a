"""Tell Temporal what has been committed: start the run of an accepted process, or nudge one that is open."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from temporalio.client import Client
from temporalio.common import (
    SearchAttributePair,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from ..db.engine import Database
from ..db.processes import Untold, mark_told, untold
from ..domain.errors import UnavailableError
from ..domain.process import ProcessStatus
from .interpreter import NUDGE, PRODUCT, SUBSCRIPTION

_PATIENCE: Final = timedelta(seconds=3)
"""So long a request waits for Temporal; what could not be told is told by the reconciler."""

_log = structlog.stdlib.get_logger()


async def notify(client: Client, database: Database, process_id: UUID, *, task_queue: str) -> bool:
    """Tell Temporal of a process's acceptance, answer or decision, if it has not been told.

    Args:
        client: connected, or lazily so.
        database: where the process is.
        process_id: the process.
        task_queue: where the workers are.

    Returns:
        Whether Temporal knows; if not, it is away and the reconciler tells it later.
    """
    try:
        news = await asyncio.to_thread(_read, database, process_id)
        if news is None:
            return True
        process, subscriptions, product = news
        # The limit of a call is one for each of the client's own retries, which go on for ten seconds.
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            if process.status is ProcessStatus.ACCEPTED:
                await _start(client, process, subscriptions, product, task_queue)
            else:
                await _nudge(client, process)
        await asyncio.to_thread(_mark, database, process)
    except (RPCError, RuntimeError, TimeoutError, UnavailableError) as error:
        _log.warning(
            "Temporal could not be told", process_id=str(process_id), error=str(error) or "no answer"
        )
        return False
    return True


async def _start(
    client: Client, process: Untold, subscriptions: Sequence[UUID], product: str | None, task_queue: str
) -> None:
    attributes: list[SearchAttributePair[str]] = []
    if product is not None:
        attributes.append(SearchAttributePair(PRODUCT, product))
    if subscriptions:
        attributes.append(SearchAttributePair(SUBSCRIPTION, str(subscriptions[0])))
    try:
        await _start_run(client, process, task_queue, TypedSearchAttributes(attributes))
    except RPCError as error:
        # A start never fails for want of a search attribute.
        if error.status is not RPCStatusCode.INVALID_ARGUMENT or not attributes:
            raise
        await _start_run(client, process, task_queue, TypedSearchAttributes.empty)


async def _start_run(
    client: Client, process: Untold, task_queue: str, attributes: TypedSearchAttributes
) -> None:
    try:
        await client.start_workflow(
            process.workflow,
            {"process_id": str(process.process_id)},
            id=str(process.process_id),
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            search_attributes=attributes,
            static_summary=process.title[:200],
            rpc_timeout=_PATIENCE,
        )
    except WorkflowAlreadyStartedError:
        # It ran and has ended already.
        _log.info("run exists", process_id=str(process.process_id))


async def _nudge(client: Client, process: Untold) -> None:
    try:
        await client.get_workflow_handle(str(process.process_id)).signal(NUDGE, rpc_timeout=_PATIENCE)
    except RPCError as error:
        # No open run: nobody is left to be told. (A run that was lost is the reconciler's to find.)
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        _log.warning("no run to nudge", process_id=str(process.process_id))


def _read(database: Database, process_id: UUID) -> tuple[Untold, list[UUID], str | None] | None:
    with database.reading() as connection:
        return untold(connection, process_id)


def _mark(database: Database, process: Untold) -> None:
    with database.transaction() as connection:
        mark_told(connection, process.process_id, process.since)
