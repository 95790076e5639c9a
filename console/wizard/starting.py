"""The form that starts a workflow."""

from uuid import UUID

from fastapi import Request

from ...activities.admission import admit, open_start_form
from ...api.actor import Actor
from ...api.connections import Connected
from ...api.form_terms import Terms
from ...domain.catalogue import catalogue
from .asking import Asking, Pages


async def asking_to_start(
    request: Request, key: str, connections: Connected, actor: Actor, terms: Terms
) -> Asking:
    """The form that starts a workflow."""
    definition = catalogue.workflow(key)

    async def submit(pages: Pages, once: UUID) -> str:
        accepted = await admit(
            connections.database, key, pages, actor=actor, idempotency_key=str(once), terms=terms
        )
        await connections.notify(accepted.process_id)
        return f"/processes/{accepted.process_id}?done=started"

    return Asking(
        title=definition.title,
        form=open_start_form(connections.database, key, actor=actor, terms=terms),
        submit=submit,
        address=f"/workflows/{key}/start",
        back="/",
        hand_in="Start",
        prefill=dict(request.query_params),
    )
