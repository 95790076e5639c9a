"""The wizard: walks a form over the answers so far and says where that ends.

Nothing is remembered between two calls. The client sends the answers of all pages each time, and going back
is sending fewer. So a form runs once per page turn: it should read and compute, and leave doing to the steps.
"""

from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from .errors import FormDefinitionError
from .generator import AsyncForm, Form, takes_state
from .outcome import Complete, WalkOutcome, result_of, schema_of
from .posted import Posted
from .replay import Respond, Terms, replay, started_form
from .words import DEFAULT_LOCALE

T = TypeVar("T")


def walk_form(
    form: Form | None,
    state: Mapping[str, Any],
    pages: Sequence[Mapping[str, Any]],
    locale: str = DEFAULT_LOCALE,
    *,
    first_page: int = 0,
    deadline: float | None = None,
) -> WalkOutcome:
    """Runs a form over the answers to its first pages.

    Args:
        form: Called once, with a copy of the state if it has a parameter. Without a form there is nothing to ask.
        state: What is known before the first page.
        pages: The answers as they came from outside: a JSON list with an object per page.
        locale: Language of the errors: `en`, `nl` or `de`; a browser's `Accept-Language` will do.
        first_page: Index that the form's first page has for the client, when other pages come before it.
        deadline: Seconds that the form may take; here it is stopped between two pages, in the async twin anywhere.

    Raises:
        FormInputError: `pages` is not that.
        FormOverflowError: There are more pages than the form asks for.
        FormTimeoutError: The deadline passed.
        FormDefinitionError: The form yields or returns what it may not.
    """
    posted = Posted.read(pages, first_page)
    return posted.checked(walk(form, state, posted, Terms(locale, first_page, deadline)))


def post_form(
    form: Form | None,
    state: Mapping[str, Any],
    pages: Sequence[Mapping[str, Any]],
    locale: str = DEFAULT_LOCALE,
    *,
    first_page: int = 0,
    deadline: float | None = None,
    prefill: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The form's result; see `walk_form`.

    Args:
        form: The form.
        state: What is known before the first page.
        pages: The answers, an object per page.
        locale: Language of the errors.
        first_page: Index that the form's first page has for the client.
        deadline: Seconds that the form may take.
        prefill: Values by field name that the next page shows as its `initial`, where they are valid.

    Raises:
        FormNotCompleteError: It asks for another page.
        FormValidationError: A page's answers do not fit.
        FormException: And whatever `walk_form` raises.
    """
    outcome = walk_form(form, state, pages, locale, first_page=first_page, deadline=deadline)
    return result_of(outcome, prefill)


def generate_form(
    form: Form | None,
    state: Mapping[str, Any],
    pages: Sequence[Mapping[str, Any]],
    locale: str = DEFAULT_LOCALE,
    *,
    first_page: int = 0,
    deadline: float | None = None,
    prefill: Mapping[str, Any] | None = None,
) -> dict[str, Any] | None:
    """JSON Schema of the page that comes after these answers, or None when there is none; see `post_form`.

    Raises:
        FormValidationError: A page's answers do not fit.
        FormException: And whatever `walk_form` raises.
    """
    outcome = walk_form(form, state, pages, locale, first_page=first_page, deadline=deadline)
    return schema_of(outcome, prefill)


def walk(form: Form | None, state: Mapping[str, Any], respond: Respond, terms: Terms) -> WalkOutcome:
    """Runs a form over answers that come from a function: what every kind of walk stands on."""
    if form is None:
        return Complete({})
    known = deepcopy(dict(state))
    started = started_form(called(form, known))
    if isinstance(started, AsyncGenerator):
        raise FormDefinitionError("An async form is walked with perdure.forms.asynchronous.walk_form.")
    return without_loop(replay(started, respond, known, terms))


def called(form: Form | AsyncForm, state: dict[str, Any]) -> Any:
    """What a form gives when it is called."""
    return form(state) if takes_state(form) else form()


def without_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("a sync form does not suspend")
