"""Starting a process."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Body, Header
from pydantic import BaseModel, Field

from ..activities.admission import admit
from ..domain.process import ProcessStatus
from .actor import Actor
from .connections import Connected
from .form_bodies import documented_wizard
from .pages import Word
from .problems import documented

router = APIRouter(prefix="/processes", tags=["processes"])

Pages = Annotated[
    list[dict[str, Any]],
    Body(
        description="The answers so far, an object per page; `[]` asks for the first page.",
        examples=[[], [{"product": "866525c8-a868-49bc-b006-1a60e492631e"}]],
    ),
]


class Started(BaseModel):
    """A start that was accepted: the process exists and will run, even if everything stops now."""

    id: UUID = Field(description="The process.")
    status: ProcessStatus = Field(description="`accepted`, or where it is by now if it was started before.")


@router.post(
    "/{key}", status_code=201, responses=documented(404, 409, 412, 413, 415, 422, 503) | documented_wizard()
)
async def start_process(
    key: Word,
    pages: Pages,
    connections: Connected,
    actor: Actor,
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=255,
            pattern=r"^[\x21-\x7e]+$",
            description="The same key and body again: the same process. The same key with another body: 422.",
        ),
    ] = None,
) -> Started:
    """Start a workflow once its form is complete, and get the next page of the form until then."""
    accepted = await admit(connections.database, key, pages, actor=actor, idempotency_key=idempotency_key)
    await connections.notify(accepted.process_id)
    return Started(id=accepted.process_id, status=accepted.status)
