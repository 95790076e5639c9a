"""The form at the start of a workflow: the first page that its kind adds, then the author's own, as one form."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncGenerator, Callable, Mapping
from typing import Any, Final

from pydantic import BaseModel

from ..db.engine import Database
from ..db.files import Files
from ..domain.customer import DEFAULT_CUSTOMER_ID
from ..domain.definitions import Target, WorkflowDefinition
from ..forms import FormDefinitionError, FormGenerator
from ..forms.generator import AsyncFormGenerator
from ..forms.outcome import Complete
from ..forms.replay import advance, close, started_form
from .form_call import Answers, FormTerms, OpenForm, Pages, injected
from .reserved import without_reserved
from .start_pages import FirstPage, OrderPage, SubscriptionPage

_MARKER: Final = "product"
_FIRST: Final = {"product", "customer_id"}


def start_form(
    database: Database,
    definition: WorkflowDefinition,
    state: Mapping[str, Any],
    terms: FormTerms,
) -> OpenForm:
    """The form that a workflow starts with; its result is the State that the process begins with.

    Clients of orchestrator-core always post the first page (``{"product": id}`` or
    ``{"subscription_id": id, "version": n}``), also where it would not be asked; it is known by its keys.

    Args:
        database: what forms read.
        definition: the workflow.
        state: the keys that every process has.
        terms: how the form is walked.
    """
    start = _Start(database, definition, state, terms.locale)
    return OpenForm(database, start.form, start.begun, terms, Files(database, state["reporter"]))


def pages_to_walk(definition: WorkflowDefinition, pages: Pages) -> Pages:
    """The pages that were posted, without the empty one that clients send to a form that asks nothing more."""
    return pages[:1] if definition.form is None and pages[1:] == [{}] else pages


class _Start:
    def __init__(
        self,
        database: Database,
        definition: WorkflowDefinition,
        state: Mapping[str, Any],
        locale: str,
    ) -> None:
        self.begun: dict[str, Any] = {}
        self._definition = definition
        self._state = dict(state)
        self._asked = True
        self._first: FirstPage | None
        match definition.target:
            case Target.TASK:
                self._first = None
            case Target.CREATE:
                self._first = OrderPage(definition, locale)
            case _:
                self._first = SubscriptionPage(database, definition, locale)
        self._author = injected(definition.form, self.begun) if definition.form else None

    def form(self, answers: Answers) -> Callable[[], Any]:
        """The whole form, async if the author's is."""
        self._asked = _is_asked(self._definition, answers)
        author = self._definition.form
        is_async = inspect.isasyncgenfunction(author) or inspect.iscoroutinefunction(author)
        return self._on_the_loop if is_async else self._in_a_thread

    def _in_a_thread(self) -> FormGenerator:
        page = self._begin()
        if self._first is not None and page is not None:
            self.begun |= self._first.taken((yield page) if self._asked else page.model_validate({}))
        started = started_form(self._author() if self._author else None)
        if isinstance(started, AsyncGenerator):
            raise FormDefinitionError(
                f"The form of {self._definition.name} is async and does not look so; write it with async def."
            )
        return self._ended((yield from started))

    async def _on_the_loop(self) -> AsyncFormGenerator:
        """The same, with everything that reads the database in a thread."""
        page = await asyncio.to_thread(self._begin)
        if self._first is not None and page is not None:
            answers = (yield page) if self._asked else page.model_validate({})
            self.begun |= await asyncio.to_thread(self._first.taken, answers)
        given = await asyncio.to_thread(self._author) if self._author else None
        started = started_form(await given if inspect.isawaitable(given) else given)
        try:
            offered = await advance(started, None)
            while not isinstance(offered, Complete):
                offered = await advance(started, (yield offered))
            yield self._ended(offered.state)
        finally:
            await close(started)

    def _begin(self) -> type[BaseModel] | None:
        self.begun.clear()  # several walks may come here one after the other
        self.begun |= self._state
        return self._first.page() if self._first is not None else None

    def _ended(self, answers: Mapping[str, Any] | None) -> dict[str, Any]:
        given = answers or {}
        if self._definition.target is Target.CREATE:
            self.begun.setdefault("customer_id", given.get("customer_id") or DEFAULT_CUSTOMER_ID)
        return {**without_reserved(given), **self.begun}


def _is_asked(definition: WorkflowDefinition, answers: Answers) -> bool:
    """Whether the first page is one of those posted; it is left out where there is nothing to ask."""
    creates = definition.target is Target.CREATE
    if not (creates and definition.asks_customer and len(definition.products) == 1):
        return True
    if isinstance(answers, dict):
        return _MARKER in answers
    return bool(answers) and _MARKER in answers[0] and answers[0].keys() <= _FIRST
