"""Events as they happen (server-sent events)."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row
from sse_starlette import EventSourceResponse, ServerSentEvent

from ..db.engine import Database
from ..db.processes import read_row
from .connections import Connected
from .problems import documented

router = APIRouter(tags=["events"])

LastEventId = Annotated[
    int | None,
    Header(
        ge=0, le=2**63 - 1, description="The id of the last event that is known; what followed is sent first."
    ),
]

_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A stream without end. Each event has its id, and as data a JSON object with `id`, `at`, `kind` "
        "(such as `process.accepted`), `actor`, `process_id`, `subscription_id`, `reason` and `data`.",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


class Event(BaseModel):
    """Who did what, when and why."""

    model_config = ConfigDict(from_attributes=True)

    id: int = Field(validation_alias="event_id")
    at: datetime
    kind: str
    actor: str
    process_id: UUID | None
    subscription_id: UUID | None
    reason: str | None
    data: dict[str, Any]


@router.get("/events", responses=_STREAM | documented(422, 503), response_class=EventSourceResponse)
async def follow_events(connections: Connected, last_event_id: LastEventId = None) -> EventSourceResponse:
    """Everything that happens from now on, or after the last event that is known."""
    feed = connections.feed
    after = await feed.now() if last_event_id is None else last_event_id
    return EventSourceResponse(_sent(feed.follow(after)))


@router.get(
    "/processes/{process_id}/events",
    responses=_STREAM | documented(404, 422, 503),
    response_class=EventSourceResponse,
)
async def follow_process(
    process_id: UUID, connections: Connected, last_event_id: LastEventId = None
) -> EventSourceResponse:
    """Everything that has happened to a process and will, or what followed the last event that is known."""
    await run_in_threadpool(_require, connections.database, process_id)
    return EventSourceResponse(_sent(connections.feed.follow(last_event_id or 0, process_id)))


async def _sent(events: AsyncGenerator[Row[Any], None]) -> AsyncIterator[ServerSentEvent]:
    async with aclosing(events):
        async for row in events:
            yield ServerSentEvent(id=str(row.event_id), data=Event.model_validate(row).model_dump_json())


def _require(database: Database, process_id: UUID) -> None:
    with database.reading() as connection:
        read_row(connection, process_id)
