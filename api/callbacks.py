"""The addresses that callback steps hand out to other systems."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body
from fastapi.concurrency import run_in_threadpool

from ..activities.callback import accept_callback, accept_progress
from .connections import Connected
from .json_values import JsonObject
from .pages import Word
from .problems import documented

router = APIRouter(prefix="/processes", tags=["callbacks"])

_PROBLEMS = documented(400, 404, 409, 413, 415, 422, 503)

Told = Annotated[JsonObject, Body(description="What the other system says.")]


@router.post("/{process_id}/callback/{token}", status_code=204, responses=_PROBLEMS)
async def call_back(process_id: UUID, token: Word, body: Told, connections: Connected) -> None:
    """Tell the result that a callback step waits for. Once: a second call gets 409."""
    await run_in_threadpool(
        accept_callback, connections.database, connections.cipher, process_id, token, body
    )
    await connections.notify(process_id)


@router.post("/{process_id}/callback/{token}/progress", status_code=204, responses=_PROBLEMS)
def tell_progress(process_id: UUID, token: Word, body: Told, connections: Connected) -> None:
    """Tell how far it is, as often as is useful; shown on the step, and nothing more."""
    accept_progress(connections.database, connections.cipher, process_id, token, body)
