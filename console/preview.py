"""What a workflow asks for when it is started: the first page of its form, to look at."""

from typing import NamedTuple

import structlog
from markupsafe import Markup

from ..activities.admission import open_start_form
from ..activities.form_call import FormTerms
from ..api.connections import Connections
from .rendering import draw, initial_values, page_widget

_log = structlog.stdlib.get_logger()


class Preview(NamedTuple):
    """The first page of a form.

    Args:
        title: of the page.
        fields: as HTML.
        trouble: why there is none.
    """

    title: str = ""
    fields: Markup = Markup()
    trouble: str | None = None


async def preview(connections: Connections, workflow: str, actor: str, terms: FormTerms) -> Preview | None:
    """The first page that somebody who starts a workflow sees; None when nothing is asked.

    Args:
        connections: what forms read.
        workflow: its key.
        actor: who looks.
        terms: how the form is walked.
    """
    form = open_start_form(connections.database, workflow, actor=actor, terms=terms)
    try:
        described = await form.describe([])
    except Exception as error:  # noqa: BLE001 — an author's form may raise anything
        _log.warning("the form of a workflow cannot be drawn", workflow=workflow, error=repr(error))
        return Preview(trouble=str(error))
    if not described.pages:
        return None
    schema = described.pages[0].form
    return Preview(page_widget(schema).part.label or "", draw(schema, initial_values(schema)))
