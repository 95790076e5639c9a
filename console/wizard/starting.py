"""The form that starts a workflow."""

from typing import Annotated
from urllib.parse import quote, urlencode
from uuid import UUID

from fastapi import Query, Request

from ...activities.admission import admit, open_start_form
from ...activities.earlier import earlier_answers
from ...api.actor import Actor
from ...api.connections import Connected
from ...api.form_terms import Terms
from ...db.drafts import DraftedForm
from ...domain.catalogue import catalogue
from .asking import Asking, Pages


async def asking_to_start(
    request: Request,
    key: str,
    connections: Connected,
    *,
    actor: Actor,
    terms: Terms,
    from_: Annotated[UUID | None, Query(alias="from")] = None,
) -> Asking:
    """The form that starts a workflow; filled in are what the address says, and what an earlier process began with."""
    definition = catalogue.workflow(key)

    async def submit(pages: Pages, once: UUID) -> str:
        accepted = await admit(
            connections.database,
            key,
            pages,
            actor=actor,
            idempotency_key=str(once),
            cipher=connections.cipher,
            terms=terms,
        )
        await connections.notify(accepted.process_id)
        return f"/processes/{accepted.process_id}?done=started"

    given = {name: value for name, value in request.query_params.items() if name != "draft"}
    earlier = {} if from_ is None else await earlier_answers(connections.database, from_)
    return Asking(
        title=definition.title,
        form=open_start_form(connections.database, key, actor=actor, terms=terms),
        submit=submit,
        address=f"/workflows/{quote(key)}/start" + (f"?{urlencode(given)}" if given else ""),
        back="/",
        hand_in="Start",
        drafted=DraftedForm(workflow=key),
        actor=actor,
        terms=terms,
        prefill=earlier | given,
    )
