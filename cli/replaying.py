"""Replays what open processes have done so far against the code that is loaded here."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Row
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Replayer

from ..db.engine import Database
from ..db.open_plans import open_plans
from ..domain.catalogue import catalogue
from ..domain.errors import UnavailableError
from ..domain.plan import WITH_FUNCTION, Node, walk
from ..settings import Settings
from ..worker import SANDBOX
from ..workflows.connection import connect
from ..workflows.workflow_types import workflow_types

PAGE: Final = 200
"""Processes that are read at once: their plans are some kilobytes each."""


@dataclass(frozen=True, slots=True)
class Checked:
    """An open process, and what is wrong with it.

    Args:
        process_id: which one.
        workflow: the key of its workflow.
        troubles: what would break, a sentence each; empty when nothing would.
    """

    process_id: UUID
    workflow: str
    troubles: list[str]


async def check_open_processes(settings: Settings) -> AsyncIterator[Checked]:
    """Every open process, one after the other.

    Raises:
        UnavailableError: PostgreSQL or Temporal does not answer.
    """
    catalogue.load_installed(settings.plugins)
    try:
        client = await connect(settings)
    except RuntimeError as error:
        raise UnavailableError(f"Temporal at {settings.temporal_address} does not answer: {error}.") from None
    replayer = Replayer(
        workflows=workflow_types(catalogue.workflows),
        data_converter=pydantic_data_converter,
        workflow_runner=SANDBOX,
    )
    database = Database(settings.database_url, pool_size=1)
    try:
        after: UUID | None = None
        while rows := await asyncio.to_thread(_read, database, after):
            for row in rows:
                troubles = [*_vanished(row), *await _replayed(client, replayer, row)]
                yield Checked(row.process_id, row.workflow, troubles)
            after = rows[-1].process_id
    finally:
        database.close()


def _read(database: Database, after: UUID | None) -> Sequence[Row[*tuple[Any, ...]]]:
    with database.reading() as connection:
        return open_plans(connection, after=after, limit=PAGE)


def _vanished(row: Row[Any]) -> list[str]:
    """The steps of its plan that are still to come and that no loaded plug-in has."""
    nodes = walk([Node.from_json(document) for document in row.plan])
    missing = {
        node.key: node.title
        for node in nodes
        if node.kind in WITH_FUNCTION and node.key not in catalogue.steps and node.key not in row.completed
    }
    return [
        f"no loaded plug-in has step {key!r} ({title}); it would park there" for key, title in missing.items()
    ]


async def _replayed(client: Client, replayer: Replayer, row: Row[Any]) -> list[str]:
    """What its run does differently under this code."""
    if row.run_id is None:
        return []  # it has not begun: there is nothing to repeat
    if row.workflow not in catalogue.workflows:
        return [f"no loaded plug-in has workflow {row.workflow!r}; nobody would take it up"]
    try:
        history = await client.get_workflow_handle(str(row.process_id)).fetch_history()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return []  # its run is lost: the reconciler gives it another
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    return [] if result.replay_failure is None else [f"does not replay: {result.replay_failure}"]
