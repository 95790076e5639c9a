"""The form at the start of a workflow: the first page that its kind adds, then the author's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..db.engine import Database
from ..domain.customer import DEFAULT_CUSTOMER_ID
from ..domain.definitions import Target, WorkflowDefinition
from .form_call import answers_of
from .reserved import without_reserved
from .start_pages import create_form, subscription_form

Pages = list[dict[str, Any]]

_PREFIX: Final = ("subscription_id", {"subscription_id", "version"})
_CREATE_PREFIX: Final = ("product", {"product", "customer_id"})


async def complete_start(
    database: Database, definition: WorkflowDefinition, pages: Pages, state: Mapping[str, Any]
) -> dict[str, Any]:
    """The State that a process begins with, once every page has been answered.

    Clients of orchestrator-core always post the first page (``{"product": id}`` or
    ``{"subscription_id": id, "version": n}``), also where it would not be asked; it is known by its keys.

    Args:
        database: what forms read.
        definition: the workflow.
        pages: what was posted.
        state: the keys that every process has.

    Raises:
        FormNotCompleteError: another page is needed.
        FormValidationError: a page's answers do not fit.
        FormOverflowError: there are more pages than the form asks for.
        RefusedError: the workflow may not start on this subscription now.
    """
    begun = dict(state)
    first, rest = _split(definition, pages)
    match definition.target:
        case Target.TASK:
            pass
        case Target.CREATE:
            begun |= await answers_of(database, lambda: create_form(definition), {}, first)
        case _:
            begun |= await answers_of(database, lambda: subscription_form(database, definition), {}, first)
    form = definition.form or _no_form
    answers = await answers_of(database, form, begun, rest, first_page=len(pages) - len(rest))
    if definition.target is Target.CREATE:
        begun.setdefault("customer_id", answers.get("customer_id") or DEFAULT_CUSTOMER_ID)
    return {**without_reserved(answers), **begun}


def _split(definition: WorkflowDefinition, pages: Pages) -> tuple[Pages, Pages]:
    """The posted pages as the first page of the workflow's kind and those of the author's form."""
    if definition.target is Target.TASK:
        return [], pages
    creates = definition.target is Target.CREATE
    marker, keys = _CREATE_PREFIX if creates else _PREFIX
    given = bool(pages) and marker in pages[0] and pages[0].keys() <= keys
    nothing_to_ask = creates and definition.asks_customer and len(definition.products) == 1
    if nothing_to_ask and not given:
        return [{}], pages
    return pages[:1], pages[1:]


def _no_form() -> None:
    """The form of a workflow that has none: it accepts ``[]`` and ``[{}]``."""
