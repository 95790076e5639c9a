"""Tells open pages that there is something new, so that nobody has to reload them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated, Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Header, Query
from fastapi.concurrency import run_in_threadpool
from sse_starlette import EventSourceResponse, ServerSentEvent

from ..api.connections import Connected, Connections
from ..db.engine import Database
from ..db.pulse import read_process_pulse, read_pulse
from ..domain.errors import UnavailableError

PERIOD: Final = 0.5
"""Seconds between two looks: what a person takes for at once."""

router = APIRouter()

Token = Annotated[str, Query(max_length=100)]


def live_address(database: Database, process_id: UUID | None = None) -> str:
    """Where a page hears of what changes after this moment; ask before you read what it shows.

    Args:
        database: where things change.
        process_id: the only process that the page is about; everything when left out.
    """
    about = {} if process_id is None else {"process_id": process_id}
    return f"/live?{urlencode({'after': _pulse(database, process_id), **about})}"


@router.get("/live")
async def follow(
    connections: Connected,
    after: Token,
    process_id: UUID | None = None,
    last_event_id: Annotated[str | None, Header(max_length=100)] = None,
) -> EventSourceResponse:
    """A stream of server-sent events, one for each time that something has changed."""
    return EventSourceResponse(_changes(connections, last_event_id or after, process_id))


async def _changes(
    connections: Connections, known: str, process_id: UUID | None
) -> AsyncIterator[ServerSentEvent]:
    # Without PostgreSQL the stream ends: the page says so, and its browser tries again.
    with suppress(UnavailableError):
        while True:
            now = await run_in_threadpool(_pulse, connections.database, process_id)
            if now != known:
                known = now
                yield ServerSentEvent(id=known, data="changed")
            await asyncio.sleep(PERIOD)


def _pulse(database: Database, process_id: UUID | None) -> str:
    with database.reading() as connection:
        return read_pulse(connection) if process_id is None else read_process_pulse(connection, process_id)
