"""The form that a process waits for, in place on the page of the process."""

from uuid import UUID

from markupsafe import Markup

from ...activities.form_call import FormTerms
from ...api.connections import Connections
from ...domain.errors import PerdureError
from ...forms import FormException
from .carried import Carried
from .keeping import unfinished
from .turn import shown
from .view import wizard_html
from .waiting import asking_to_answer


async def question(connections: Connections, process_id: UUID, actor: str, terms: FormTerms) -> Markup:
    """The first page of the form that a process waits for, or why it cannot be filled in."""
    try:
        asking = await asking_to_answer(process_id, connections, actor, terms)
        turn = await shown(asking, Carried())
    except (PerdureError, FormException) as error:
        return Markup('<p class="notice wait">{}</p>').format(str(error))
    drafts = await unfinished(connections, asking)
    return await wizard_html(asking, turn, connections, drafts=drafts)
