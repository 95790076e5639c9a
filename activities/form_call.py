"""Run an author's form with parameters from State, read-only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..db.engine import Database
from ..db.subscription_session import SubscriptionSession
from ..domain.injection import Injection
from ..domain.state import bind_state
from ..domain.store import bind_store
from ..forms.asynchronous import post_form


async def answers_of(
    database: Database,
    form: Callable[..., Any],
    state: Mapping[str, Any],
    pages: Sequence[Any],
    *,
    first_page: int = 0,
) -> dict[str, Any]:
    """What a form returns for the pages answered so far.

    Args:
        database: what its parameters and its own look-ups read.
        form: the author's function.
        state: State that its parameters are filled from.
        pages: the answers, one object per page.
        first_page: index of the form's first page in what the client posted.

    Raises:
        FormNotCompleteError: the form needs another page.
        FormValidationError: a page's answers do not fit.
        FormException: the answers are no list of objects, or too many.
    """
    session = SubscriptionSession(database, read_only=True)
    injection = Injection(form, "form")
    with bind_store(session), bind_state(state):
        return await post_form(lambda: form(**injection.arguments(state)), {}, pages, first_page=first_page)
