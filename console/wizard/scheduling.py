"""The form that makes a schedule."""

from uuid import UUID

from ...activities.schedule_form import Rhythm, open_schedule_form
from ...api.actor import Actor
from ...api.connections import Connected
from ...api.form_terms import Terms
from ...workflows.schedule_making import make_schedule
from .asking import Asking, Pages


async def asking_to_schedule(connections: Connected, actor: Actor, terms: Terms) -> Asking:
    """The form that makes a schedule, with the pages of what it starts."""
    form = open_schedule_form(connections.database, actor=actor, terms=terms)

    async def submit(pages: Pages, _once: UUID) -> str:
        await make_schedule(
            connections.client,
            connections.database,
            Rhythm.of(await form.complete(pages)),
            actor=actor,
            task_queue=connections.settings.task_queue,
        )
        return "/schedules#made"

    return Asking(
        title="New schedule",
        form=form,
        submit=submit,
        address="/schedules/new",
        back="/schedules",
        hand_in="Make it",
        drafted=None,
        actor=actor,
        terms=terms,
    )
