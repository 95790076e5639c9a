"""A form that somebody fills in: an author's function, called with State, in their language, within a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from typing import Any

from ..db.engine import Database
from ..db.subscription_session import SubscriptionSession
from ..domain.injection import Injection
from ..domain.state import bind_state
from ..domain.store import bind_store
from ..forms import DescribedForm, KeptAnswers, OptionsPage, asynchronous
from ..forms.outcome import result_of
from ..forms.posted import Posted
from ..forms.replay import How, Terms
from ..forms.words import DEFAULT_LOCALE


@dataclass(frozen=True, slots=True)
class FormTerms:
    """How a form is walked for whoever fills it in.

    Args:
        locale: language of its errors, as `best_locale` gives it.
        deadline: the time that the form may take; None for as long as it takes.
        prefill: values by field name that the next page shows as its `initial`, where they are valid.
    """

    locale: str = DEFAULT_LOCALE
    deadline: timedelta | None = None
    prefill: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Completed:
    """A form whose pages are all answered.

    Args:
        result: what it returned.
        answers: its pages as they may be kept: without secrets.
    """

    result: dict[str, Any]
    answers: list[dict[str, Any]]


class OpenForm:
    """A form that is filled in.

    Args:
        database: what its parameters and its own look-ups read.
        form: starts it; a function of nothing.
        state: what `perdure.state` shows in it.
        terms: how it is walked.
    """

    def __init__(
        self, database: Database, form: Callable[[], Any], state: Mapping[str, Any], terms: FormTerms
    ) -> None:
        self._database = database
        self._form = form
        self._state = state
        self._terms = terms

    async def complete(self, pages: Sequence[Any]) -> Completed:
        """What the form returns for these pages.

        Raises:
            FormNotCompleteError: it needs another page.
            FormValidationError: a page's answers do not fit.
            FormTimeoutError: it took too long.
            ReadOnlyError: it has changed a subscription.
            FormException: the answers are no list of objects, or too many.
        """
        posted = Posted.read(pages)
        with self._bound() as (session, how):
            outcome = posted.checked(await asynchronous.walk(self._form, {}, posted, Terms(**how)))
            result = result_of(outcome, self._terms.prefill)
            await asyncio.to_thread(session.changes)
        return Completed(result, posted.storable())

    async def describe(self, answers: object) -> DescribedForm:
        """See `perdure.forms.describe_form`."""
        with self._bound() as (_, how):
            return await asynchronous.describe_form(self._form, {}, answers, **how)

    async def spread(self, answers: Mapping[str, Any]) -> list[dict[str, Any]]:
        """See `perdure.forms.spread_answers`."""
        with self._bound() as (_, how):
            return await asynchronous.spread_answers(self._form, {}, answers, **how)

    async def keep(self, pages: Sequence[Any], old: Sequence[Any]) -> KeptAnswers:
        """See `perdure.forms.keep_answers`."""
        with self._bound() as (_, how):
            return await asynchronous.keep_answers(self._form, {}, pages, old, **how)

    async def storable(self, pages: Sequence[Any]) -> list[dict[str, Any]]:
        """See `perdure.forms.storable_answers`."""
        with self._bound() as (_, how):
            return await asynchronous.storable_answers(self._form, {}, pages, **how)

    async def options(
        self,
        pages: Sequence[Any],
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
                self._form,
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
        with bind_store(session), bind_state(self._state):
            yield session, how


def injected(form: Callable[..., Any], state: Mapping[str, Any]) -> Callable[[], Any]:
    """An author's form as a function of nothing: its parameters are filled from State when it is called."""
    return lambda: form(**form_injection(form).arguments(state))


# Taking a signature apart takes longer than a page turn, and a form's does not change.
@lru_cache(maxsize=1000)
def form_injection(form: Callable[..., Any]) -> Injection:
    """How an author's form gets its arguments."""
    return Injection(form, "form")
