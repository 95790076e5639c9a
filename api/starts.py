"""Starting a process."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import BaseModel, Field

from ..activities.admission import admit
from ..db.processes import Accepted
from ..domain.process import ProcessStatus
from .actor import Actor
from .answers import Answers
from .connections import Connected, Connections
from .form_bodies import documented_wizard
from .form_terms import Prefill, Terms
from .pages import Word
from .problems import documented

router = APIRouter(prefix="/processes", tags=["processes"])


class Started(BaseModel):
    """A start that was accepted: the process exists and will run, even if everything stops now."""

    id: UUID = Field(description="The process.")
    status: ProcessStatus = Field(description="`accepted`, or where it is by now if it was started before.")


async def begun(connections: Connections, accepted: Accepted) -> Started:
    """Tell Temporal of a start that was accepted; what the API answers then."""
    await connections.notify(accepted.process_id)
    return Started(id=accepted.process_id, status=accepted.status)


@router.post(
    "/{key}", status_code=201, responses=documented(404, 409, 412, 413, 415, 422, 503) | documented_wizard()
)
async def start_process(
    key: Word,
    *,
    answers: Answers,
    connections: Connected,
    actor: Actor,
    terms: Terms,
    prefill: Prefill,
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
    accepted = await admit(
        connections.database,
        key,
        answers,
        actor=actor,
        idempotency_key=idempotency_key,
        cipher=connections.cipher,
        terms=terms,
        prefill=prefill,
    )
    return await begun(connections, accepted)
