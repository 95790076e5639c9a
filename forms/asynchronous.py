"""The wizard for async callers: the names of `walk`, `surveys` and `registry`, for async and for sync forms."""

import asyncio
import inspect
from collections.abc import AsyncGenerator, Awaitable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Any, Unpack

from .errors import FormTimeoutError
from .generator import AsyncForm, AsyncFormGenerator, Form
from .kept import Keeping, KeptAnswers, Storing
from .options import OptionsPage, Wanted
from .outcome import Complete, WalkOutcome, result_of, schema_of
from .posted import Posted
from .registry import registered_form, started_state
from .replay import How, Respond, Terms, replay, started_form
from .submitted import submitted_pages
from .walk import called, without_loop
from .whole import DescribedForm, Describing, Given, Spreading
from .words import DEFAULT_LOCALE


async def walk_form(
    form: Form | AsyncForm | None,
    state: Mapping[str, Any],
    pages: Sequence[Any],
    locale: str = DEFAULT_LOCALE,
    *,
    first_page: int = 0,
    deadline: float | None = None,
) -> WalkOutcome:
    """Runs a form over the answers to its first pages; see the sync `walk_form`.

    A sync form runs in a thread, because it may wait for a database. When the deadline passes, nobody waits for that
    thread any longer; it ends at the form's next page.
    """
    posted = Posted.read(pages, first_page)
    return posted.checked(await walk(form, state, posted, Terms(locale, first_page, deadline)))


async def post_form(
    form: Form | AsyncForm | None,
    state: Mapping[str, Any],
    pages: Sequence[Any],
    locale: str = DEFAULT_LOCALE,
    *,
    first_page: int = 0,
    deadline: float | None = None,
    prefill: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The form's result; see the sync `post_form`."""
    outcome = await walk_form(form, state, pages, locale, first_page=first_page, deadline=deadline)
    return result_of(outcome, prefill)


async def generate_form(
    form: Form | AsyncForm | None,
    state: Mapping[str, Any],
    pages: Sequence[Any],
    locale: str = DEFAULT_LOCALE,
    *,
    first_page: int = 0,
    deadline: float | None = None,
    prefill: Mapping[str, Any] | None = None,
) -> dict[str, Any] | None:
    """JSON Schema of the page that comes next, or None; see the sync `generate_form`."""
    outcome = await walk_form(form, state, pages, locale, first_page=first_page, deadline=deadline)
    return schema_of(outcome, prefill)


async def start_form(
    form_key: str,
    user_inputs: Sequence[Any] | None = None,
    user: str | None = None,
    locale: str = DEFAULT_LOCALE,
    **extra_state: Any,
) -> dict[str, Any]:
    """The result of a registered form; see the sync `start_form`."""
    state = started_state(form_key, user, extra_state)
    return await post_form(
        registered_form(form_key), state, [] if user_inputs is None else user_inputs, locale
    )


async def storable_answers(
    form: Form | AsyncForm | None, state: Mapping[str, Any], pages: Sequence[Any], **how: Unpack[How]
) -> list[dict[str, Any]]:
    """The answers as a draft may keep them; see the sync `storable_answers`."""
    terms = Terms(**how)
    storing = Storing(submitted_pages(pages), terms.first_page)
    await walk(form, state, storing, terms)
    return storing.stored


async def keep_answers(
    form: Form | AsyncForm | None,
    state: Mapping[str, Any],
    pages: Sequence[Any],
    old: Sequence[Any],
    **how: Unpack[How],
) -> KeptAnswers:
    """What holds of the answers to later pages; see the sync `keep_answers`."""
    changed, before = submitted_pages(pages), submitted_pages(old)
    terms = Terms(**how)
    showable = await storable_answers(form, state, before, **how)
    keeping = Keeping(changed, before, showable, terms.first_page)
    return keeping.kept(await walk(form, state, keeping, terms))


async def describe_form(
    form: Form | AsyncForm | None,
    state: Mapping[str, Any],
    answers: object = (),
    *,
    prefill: Mapping[str, Any] | None = None,
    **how: Unpack[How],
) -> DescribedForm:
    """Every page of a form that some answers lead to; see the sync `describe_form`."""
    terms = Terms(**how)
    describing = Describing(Given.read(answers, terms.first_page), prefill or {})
    return describing.described(await walk(form, state, describing, terms))


async def spread_answers(
    form: Form | AsyncForm | None, state: Mapping[str, Any], answers: Mapping[str, Any], **how: Unpack[How]
) -> list[dict[str, Any]]:
    """Answers by field name as the list of pages that a form takes; see the sync `spread_answers`."""
    terms = Terms(**how)
    spreading = Spreading(Given.read(answers, terms.first_page))
    return spreading.spread(await walk(form, state, spreading, terms))


async def search_options(
    form: Form | AsyncForm | None,
    state: Mapping[str, Any],
    pages: Sequence[Any],
    field: str,
    *,
    q: str = "",
    cursor: str | None = None,
    limit: int = 50,
    page: Mapping[str, Any] | None = None,
    values: Iterable[str] | None = None,
    **how: Unpack[How],
) -> OptionsPage:
    """The options of a search field; see the sync `search_options`."""
    terms = Terms(**how)
    posted = Posted.read(pages, terms.first_page)
    wanted = Wanted(field, q, cursor, limit, page, values)
    outcome = posted.checked(await walk(form, state, posted, terms))
    return await asyncio.to_thread(wanted.on, outcome)


async def walk(
    form: Form | AsyncForm | None, state: Mapping[str, Any], respond: Respond, terms: Terms
) -> WalkOutcome:
    """Runs a form over answers that come from a function; see the sync `walk`."""
    if form is None:
        return Complete({})
    known = deepcopy(dict(state))

    def run(given: object) -> WalkOutcome | AsyncFormGenerator:
        started = started_form(given)
        if isinstance(started, AsyncGenerator):
            return started
        return without_loop(replay(started, respond, known, terms))

    def begin() -> WalkOutcome | AsyncFormGenerator | Awaitable[Any]:
        given = called(form, known)
        return given if inspect.isawaitable(given) else run(given)

    timer = asyncio.timeout(terms.deadline)
    try:
        async with timer:
            found = await asyncio.to_thread(begin)
            if inspect.isawaitable(found):
                found = await asyncio.to_thread(run, await found)
            return await replay(found, respond, known, terms) if isinstance(found, AsyncGenerator) else found
    except TimeoutError:
        if not timer.expired():  # the form's own
            raise
        raise FormTimeoutError(terms.deadline or 0) from None
