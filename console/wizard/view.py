"""A turn of a wizard as HTML."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from ...api.connections import Connections
from ...api.drafts import DraftSummary
from ...domain.errors import PerdureError
from ...forms import DescribedPage, FormException
from ..pages import templates
from ..rendering import Extras, Lookup, Posted, ReviewedPage, draw, page_widget, reviewed
from ..rendering.lookups import searches
from ..rendering.widgets.text import Secret
from ..rendering.widgets.widget import walk
from .asking import Asking
from .turn import Turn
from .uploads import known_files


async def wizard_html(
    asking: Asking,
    turn: Turn,
    connections: Connections,
    *,
    kept: bool = False,
    drafts: Sequence[DraftSummary] = (),
) -> Markup:
    """The form element with the page that is shown, or with all answers to be read over.

    Args:
        asking: The form.
        turn: What is shown.
        connections: What it looks up, and what seals what the page carries.
        kept: Whether there is a draft of it.
        drafts: Drafts that could be gone on with instead.
    """
    page = turn.page
    text = (
        templates()
        .get_template("form/wizard.html")
        .render(
            asking=asking,
            turn=turn,
            page=page,
            drafts=drafts,
            draft=asking.resumed_at(turn.carried.once) if kept else None,
            sealed=turn.carried.sealed(connections.cipher),
            trail=[_title(one) for one in turn.described.pages[: turn.carried.at + 1]],
            buttons=((page.meta or {}).get("customButtons", {}) if page else {}),
            fields=await _fields(asking, turn, page, connections) if page else None,
            reviews=[] if page else await _reviews(asking, turn, connections),
        )
    )
    return Markup(text)  # noqa: S704 — a template escapes what it shows


async def _fields(asking: Asking, turn: Turn, page: DescribedPage, connections: Connections) -> Markup:
    extras = Extras(
        errors=turn.errors,
        lookups=await _lookups(asking, turn, page.page, turn.values, turn.posted),
        files=await known_files(connections, asking, [(page.form, turn.values)]),
        kept=_kept(page.form, turn.values),
        posted=turn.posted,
        focus=turn.focus,
    )
    return draw(page.form, turn.values, extras)


async def _reviews(asking: Asking, turn: Turn, connections: Connections) -> list[ReviewedPage]:
    reviews = []
    pages = list(zip((page.form for page in turn.described.pages), turn.carried.answers, strict=True))
    files = await known_files(connections, asking, pages)
    names = {file_id: file.name for file_id, file in files.items()}
    for index, (schema, answers) in enumerate(pages):
        lookups = await _lookups(asking, turn, index, answers, Posted())
        reviews.append(reviewed(schema, answers, lookups, names))
    return reviews


async def _lookups(
    asking: Asking, turn: Turn, index: int, values: Mapping[str, Any], posted: Posted
) -> dict[str, Lookup]:
    """What is known of the options of the search fields on a page."""
    schema = turn.described.pages[index].form
    before = turn.carried.answers[:index]
    found: dict[str, Lookup] = {}
    for widget, chosen in searches(schema, values):
        field = ".".join(map(str, widget.part.path))
        query = posted.one(widget.query_name)
        try:
            labels = await asking.form.options(before, field, page=values, values=chosen) if chosen else None
            matches = await asking.form.options(before, field, page=values, q=query) if query else None
        except (PerdureError, FormException):
            continue  # what is chosen is shown by its value; what is wrong is said where it is
        found[widget.part.name] = Lookup(
            chosen=labels.options if labels else {},
            query=query or None,
            matches=matches.options if matches else {},
            more=bool(matches and matches.next_cursor),
        )
    return found


def _kept(schema: Mapping[str, Any], values: dict[str, Any]) -> list[str]:
    return [
        widget.part.name
        for widget, value in walk(page_widget(schema), values)
        if isinstance(widget, Secret) and isinstance(value, str)
    ]


def _title(page: DescribedPage) -> str:
    return page_widget(page.form).part.label or f"Page {page.page + 1}"
