"""A form that is filled in, start or step: as a whole, its options, and what holds after going back."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from ..activities.admission import open_start_form
from ..activities.answers import open_waiting_form
from ..activities.form_call import OpenForm
from ..forms import DescribedForm
from .actor import Actor
from .answers import Answers
from .connections import Connected
from .form_questions import (
    FORM_PROBLEMS,
    OPTIONS_PROBLEMS,
    POSTED_FORM_PROBLEMS,
    POSTED_OPTIONS_PROBLEMS,
    AnswersQuery,
    FoundOptions,
    KeepQuestion,
    KeptForm,
    OptionsQuery,
    PostedOptionsQuestion,
)
from .form_terms import Prefill, Terms
from .pages import Word

Opened: TypeAlias = Callable[..., Coroutine[Any, Any, OpenForm]]


async def _start_form(key: Word, connections: Connected, actor: Actor, terms: Terms) -> OpenForm:
    return open_start_form(connections.database, key, actor=actor, terms=terms)


async def _waiting_form(
    process_id: UUID,
    connections: Connected,
    actor: Actor,
    terms: Terms,
    position: Annotated[
        Word | None,
        Query(description="Which step, when several wait side by side; the oldest when left out."),
    ] = None,
) -> OpenForm:
    return await open_waiting_form(connections.database, process_id, position, actor=actor, terms=terms)


def _routes(prefix: str, opened: Opened) -> APIRouter:
    router = APIRouter(prefix=prefix, tags=["forms"])
    form_of = Depends(opened)

    @router.get("", responses=FORM_PROBLEMS)
    async def get_form(
        form: Annotated[OpenForm, form_of], prefill: Prefill, answers: AnswersQuery = None
    ) -> DescribedForm:
        """Every page of the form that some answers lead to, with what is missing and what is wrong."""
        return await form.describe(answers or [], prefill)

    @router.post("", responses=POSTED_FORM_PROBLEMS)
    async def describe_form(
        form: Annotated[OpenForm, form_of], prefill: Prefill, answers: Answers
    ) -> DescribedForm:
        """The same, with the answers in the body."""
        return await form.describe(answers, prefill)

    @router.get("/options", responses=OPTIONS_PROBLEMS)
    async def get_options(
        form: Annotated[OpenForm, form_of], question: Annotated[OptionsQuery, Query()]
    ) -> FoundOptions:
        """Options of a search field, on the page that comes after some pages."""
        return await question.answer(form)

    @router.post("/options", responses=POSTED_OPTIONS_PROBLEMS)
    async def search_options(
        form: Annotated[OpenForm, form_of], question: PostedOptionsQuestion
    ) -> FoundOptions:
        """The same, with the answers in the body."""
        return await question.answer(form)

    @router.post("/keep", responses=POSTED_OPTIONS_PROBLEMS)
    async def keep_answers(form: Annotated[OpenForm, form_of], question: KeepQuestion) -> KeptForm:
        """What still holds of the answers to later pages when an earlier one was answered differently."""
        return KeptForm.of(await form.keep(question.pages, question.old))

    return router


start_forms = _routes("/workflows/{key}/form", _start_form)
"""Of the forms that workflows start with."""

waiting_forms = _routes("/processes/{process_id}/form", _waiting_form)
"""Of the forms that processes wait with."""
