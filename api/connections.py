"""What the API talks to, and how its routes get hold of it."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request
from temporalio.client import Client

from ..db.cipher import Cipher
from ..db.engine import Database
from ..settings import Settings
from ..workflows.notify import notify
from .event_feed import EventFeed


@dataclass(frozen=True, slots=True)
class Connections:
    """Opened when the application starts, closed when it ends.

    Args:
        settings: where the servers are.
        database: PostgreSQL.
        client: Temporal; connects when it is first used.
        cipher: what secrets are encrypted with.
        feed: tells what happens.
    """

    settings: Settings
    database: Database
    client: Client
    cipher: Cipher
    feed: EventFeed

    async def notify(self, process_id: UUID) -> bool:
        """Tell Temporal of what was committed; False when it is away, and the reconciler tells it later."""
        return await notify(self.client, self.database, process_id, task_queue=self.settings.task_queue)


async def _connections(request: Request) -> Connections:
    found: Connections = request.state.connections
    return found


Connected = Annotated[Connections, Depends(_connections)]
