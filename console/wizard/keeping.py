"""Drafts of what is filled in here: kept at every turn, gone on with later, thrown away when it is handed in."""

import asyncio
from contextlib import suppress
from uuid import UUID

from ...activities.drafts import save_draft
from ...api.connections import Connections
from ...api.drafts import DraftQuery, DraftSummary, get_drafts
from ...db.drafts import DraftedForm, read_draft, remove_draft
from ...domain.errors import NotFoundError, PerdureError
from ...forms import FormException
from .asking import Asking
from .carried import Carried


async def keep(connections: Connections, asking: Asking, carried: Carried) -> bool:
    """Keep the answers so far, without secrets; whether that worked. Filling in goes on where it does not."""
    if not carried.answers or asking.drafted is None:
        return False
    with suppress(PerdureError, FormException):
        await save_draft(
            connections.database,
            carried.once,
            asking.drafted,
            carried.answers,
            actor=asking.actor,
            terms=asking.terms,
            lifetime=connections.settings.draft_lifetime,
        )
        return True
    return False


async def resumed(connections: Connections, asking: Asking, draft_id: UUID) -> Carried:
    """The answers of a draft.

    Raises:
        NotFoundError: it is not there (any more), or is of another form.
    """
    found = await asyncio.to_thread(read_draft, connections.database, draft_id, actor=asking.actor)
    if DraftedForm(found.workflow, found.process_id, found.position) != asking.drafted:
        raise NotFoundError(f"Draft {draft_id} is of another form.")
    return Carried(answers=found.pages, once=draft_id)


async def forgotten(connections: Connections, asking: Asking, draft_id: str) -> None:
    """Throw the draft away, if there is one."""
    with suppress(NotFoundError, ValueError):
        await asyncio.to_thread(remove_draft, connections.database, UUID(draft_id), actor=asking.actor)


async def unfinished(connections: Connections, asking: Asking) -> list[DraftSummary]:
    """The drafts of this form that whoever asks may go on with, those kept last first."""
    if asking.drafted is None:
        return []
    query = DraftQuery(workflow=asking.drafted.workflow, process_id=asking.drafted.process_id)
    found = await asyncio.to_thread(get_drafts, query, connections, asking.actor)
    position = asking.drafted.position
    same = [draft for draft in found.items if draft.position == position]
    return sorted(same, key=lambda draft: draft.updated_at, reverse=True)
