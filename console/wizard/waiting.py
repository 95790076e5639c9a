"""The form that a process waits for."""

from urllib.parse import quote
from uuid import UUID

from ...activities.answers import answer, open_waiting_form, waiting_form
from ...api.actor import Actor
from ...api.connections import Connected
from ...api.form_terms import Terms
from ...db.drafts import DraftedForm
from .asking import Asking, Pages


async def asking_to_answer(
    process_id: UUID, connections: Connected, actor: Actor, terms: Terms, position: str | None = None
) -> Asking:
    """The form that a process waits for."""

    async def submit(pages: Pages, _once: UUID) -> str:
        await answer(
            connections.database,
            process_id,
            pages,
            actor=actor,
            position=position,
            cipher=connections.cipher,
            terms=terms,
        )
        await connections.notify(process_id)
        return f"/processes/{process_id}?done=answered"

    waiting = await waiting_form(connections.database, process_id, position, terms)
    return Asking(
        title=waiting.title,
        form=await open_waiting_form(connections.database, process_id, position, actor=actor, terms=terms),
        submit=submit,
        address=f"/processes/{process_id}/answer" + (f"?position={quote(position)}" if position else ""),
        back=f"/processes/{process_id}",
        hand_in="Hand in",
        drafted=DraftedForm(process_id=process_id, position=position),
        actor=actor,
        terms=terms,
    )
