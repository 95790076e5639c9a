"""A form that somebody fills in: an author's function, called with State, in their language, within a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any, TypeAlias
from uuid import UUID

from ..db.engine import Database
from ..db.files import Files
from ..db.subscription_session import SubscriptionSession
from ..domain.definitions import StepDefinition
from ..domain.injection import Injection
from ..domain.state import bind_state
from ..domain.store import bind_store
from ..forms import DescribedForm, KeptAnswers, OptionsPage, asynchronous, bind_files, take_secrets
from ..forms.outcome import result_of
from ..forms.posted import Posted
from ..forms.replay import How, Terms
from ..forms.words import DEFAULT_LOCALE

Pages: TypeAlias = list[dict[str, Any]]
"""An object of answers per page."""

Answers: TypeAlias = Pages | dict[str, Any]
"""The same, or one object with the answers to all pages by field name."""


@dataclass(frozen=True, slots=True)
class FormTerms:
    """How a form is walked for whoever fills it in.

    Args:
        locale: language of its errors, as `best_locale` gives it.
        deadline: the time that the form may take; None for as long as it takes.
    """

    locale: str = DEFAULT_LOCALE
    deadline: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Completed:
    """A form whose pages are all answered.

    Args:
        result: what it returned, without secrets.
        secrets: those, in clear text, by key or by the way there with dots.
        answers: its pages as they may be kept: without secrets.
        files: the uploaded files that are among the answers.
    """

    result: dict[str, Any]
    secrets: dict[str, str] = field(repr=False)
    answers: list[dict[str, Any]]
    files: frozenset[UUID] = frozenset()


class OpenForm:
    """A form that is filled in.

    Args:
        database: what its parameters and its own look-ups read.
        start: given the answers that are to be walked, a function of nothing that starts the form.
        state: what `perdure.state` shows in it.
        terms: how it is walked.
        files: the uploaded files that may be among the answers.
    """

    def __init__(
        self,
        database: Database,
        start: Callable[[Answers], Callable[[], Any]],
        state: Mapping[str, Any],
        terms: FormTerms,
        files: Files,
    ) -> None:
        self._files = files
        self._database = database
        self._start = start
        self._state = state
        self._terms = terms

    async def complete(self, answers: Answers, prefill: Mapping[str, Any] | None = None) -> Completed:
        """What the form returns for these answers.

        Args:
            answers: an object per page, or one with the answers to all pages by field name.
            prefill: values by field name that the next page shows as its `initial`, where they are valid.

        Raises:
            FormNotCompleteError: it needs another page.
            FormValidationError: a page's answers do not fit.
            FormTimeoutError: it took too long.
            ReadOnlyError: it has changed a subscription.
            FormException: the answers are no list of objects, or too many.
        """
        form = self._start(answers)
        self._files.used.clear()
        with self._bound() as (session, how):
            pages = (
                await asynchronous.spread_answers(form, {}, answers, **how)
                if isinstance(answers, Mapping)
                else answers
            )
            posted = Posted.read(pages)
            outcome = posted.checked(await asynchronous.walk(form, {}, posted, Terms(**how)))
            # In a thread: whether a value may be shown is asked of validators, which may ask a database.
            result = await asyncio.to_thread(result_of, outcome, prefill) if prefill else result_of(outcome)
            await asyncio.to_thread(session.changes)
        rest, secrets = take_secrets(result)
        return Completed(rest, secrets, posted.storable(), frozenset(self._files.used))

    async def describe(self, answers: Answers, prefill: Mapping[str, Any] | None = None) -> DescribedForm:
        """See `perdure.forms.describe_form`."""
        with self._bound() as (_, how):
            return await asynchronous.describe_form(self._start(answers), {}, answers, prefill=prefill, **how)

    async def keep(self, pages: Pages, old: Pages) -> KeptAnswers:
        """See `perdure.forms.keep_answers`."""
        with self._bound() as (_, how):
            return await asynchronous.keep_answers(self._start(pages), {}, pages, old, **how)

    async def storable(self, pages: Pages) -> Pages:
        """See `perdure.forms.storable_answers`."""
        with self._bound() as (_, how):
            return await asynchronous.storable_answers(self._start(pages), {}, pages, **how)

    async def options(
        self,
        pages: Pages,
        field: str,
        *,
        q: str = "",
        cursor: str | None = None,
        limit: int = 50,
        page: Mapping[str, Any] | None = None,
        values: Iterable[str] | None = None,
    ) -> OptionsPage:
        """See `perdure.forms.search_options`."""
        with self._bound() as (_, how):
            return await asynchronous.search_options(
                self._start(pages),
                {},
                pages,
                field,
                q=q,
                cursor=cursor,
                limit=limit,
                page=page,
                values=values,
                **how,
            )

    @contextmanager
    def _bound(self) -> Iterator[tuple[SubscriptionSession, How]]:
        session = SubscriptionSession(self._database, read_only=True)
        deadline = self._terms.deadline
        how = How(locale=self._terms.locale, deadline=deadline.total_seconds() if deadline else None)
        with bind_store(session), bind_state(self._state), bind_files(self._files):
            yield session, how


def step_form(step: StepDefinition, state: Mapping[str, Any], terms: FormTerms, files: Files) -> OpenForm:
    """The form of an input step, filled from State."""
    form = injected(step.function, state)
    return OpenForm(files.database, lambda _: form, state, terms, files)


def injected(form: Callable[..., Any], state: Mapping[str, Any]) -> Callable[[], Any]:
    """An author's form as a function of nothing: its parameters are filled from State when it is called."""
    return lambda: form(**form_injection(form).arguments(state))


# Taking a signature apart takes longer than a page turn, and a form's does not change.
@lru_cache(maxsize=1000)
def form_injection(form: Callable[..., Any]) -> Injection:
    """How an author's form gets its arguments."""
    return Injection(form, "form")
