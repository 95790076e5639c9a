"""The wizard: replays a form over the answers so far and says where that ends.

Nothing is remembered between two calls. The client sends the answers of all pages each time, and going back
is sending fewer. So a form runs once per page turn: it should read and compute, and leave doing to the steps.
"""

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError

from .errors import (
    FormDefinitionError,
    FormNotCompleteError,
    FormOverflowError,
    FormValidationError,
    form_errors,
)
from .page import FormPage
from .schema import page_schema
from .submitted import submitted_pages, unusable_values

PageT = TypeVar("PageT", bound=FormPage)
T = TypeVar("T")

FormGenerator: TypeAlias = Generator[type[FormPage], Any, dict[str, Any]]
"""Yields page classes, is sent each page's answers, returns the result."""

AsyncFormGenerator: TypeAlias = AsyncGenerator[type[FormPage] | dict[str, Any], Any]
"""The same, asynchronous; as such a generator cannot return, it yields its result last."""

Form: TypeAlias = Callable[[], FormGenerator | type[FormPage] | Mapping[str, Any] | None]
"""What starts a form. Without a generator it has one page (its answers are the result) or none."""


@dataclass(frozen=True, slots=True)
class NextPage:
    """The form asks for another page, after `index` accepted ones."""

    model: type[FormPage]
    index: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """The answers of the page at `index` (0-based) do not fit."""

    model: type[FormPage]
    index: int
    error: FormValidationError


@dataclass(frozen=True, slots=True)
class Complete:
    """Every page was accepted; `state` is the form's result."""

    state: dict[str, Any]


WalkOutcome: TypeAlias = NextPage | Rejected | Complete


def ask(page: type[PageT]) -> Generator[type[PageT], PageT, PageT]:
    """Yields a page and gives its answers with their type.

    For use in a form, as `nodes = yield from ask(NodesPage)`.
    """
    return (yield page)


def walk_form(form: Form, pages: Sequence[Mapping[str, Any]]) -> WalkOutcome:
    """Runs a form over the answers to its first pages.

    Args:
        form: Called once, without arguments.
        pages: The answers as they came from outside: a JSON list with an object per page.

    Raises:
        FormInputError: `pages` is not that.
        FormOverflowError: There are more pages than the form asks for.
        FormDefinitionError: The form yields or returns what it may not.
    """
    answers = submitted_pages(pages)
    started = started_form(form())
    if isinstance(started, AsyncGenerator):
        raise FormDefinitionError("An async form is walked with perdure.forms.asynchronous.walk_form.")
    return without_loop(replay(started, answers))


def post_form(form: Form, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The form's result.

    Raises:
        FormNotCompleteError: It asks for another page.
        FormValidationError: A page's answers do not fit.
        FormException: And whatever `walk_form` raises.
    """
    return result_of(walk_form(form, pages))


def generate_form(form: Form, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """JSON Schema of the page that comes after these answers, or None when there is none.

    Raises:
        FormValidationError: A page's answers do not fit.
        FormException: And whatever `walk_form` raises.
    """
    return schema_of(walk_form(form, pages))


def result_of(outcome: WalkOutcome) -> dict[str, Any]:
    """The result of a complete form; the other outcomes are raised."""
    match outcome:
        case Complete(state):
            return state
        case Rejected(error=error):
            raise error
        case NextPage(model, index):
            raise FormNotCompleteError(page_schema(model), meta=model.meta__, page=index)


def schema_of(outcome: WalkOutcome) -> dict[str, Any] | None:
    """The schema of the next page, if there is one; a rejected page is raised."""
    match outcome:
        case Complete():
            return None
        case Rejected(error=error):
            raise error
        case NextPage(model):
            return page_schema(model)


def started_form(started: object) -> FormGenerator | AsyncFormGenerator:
    """A form that was called, as a generator, however it is written."""
    match started:
        case Generator() | AsyncGenerator():
            return started
        case None | Mapping():
            return _without_pages(started)
        case type() if issubclass(started, FormPage):
            return _single_page(started)
    raise FormDefinitionError(
        f"A form is a generator of FormPage classes, or gives one such class or a dict; found {started!r}."
    )


async def replay(form: FormGenerator | AsyncFormGenerator, pages: list[dict[str, Any]]) -> WalkOutcome:
    """Sends the answers into the form, page by page. Suspends only where an async form does."""
    try:
        step = await _advance(form, None)
        for index, page in enumerate(pages):
            if isinstance(step, Complete):
                if pages == [{}]:  # clients that have nothing to answer send [] or [{}]
                    break
                raise FormOverflowError(asked=index, given=len(pages))
            answer = _validated(step, index, page)
            if isinstance(answer, Rejected):
                return answer
            step = await _advance(form, answer)
        return step if isinstance(step, Complete) else NextPage(step, len(pages))
    finally:
        if isinstance(form, AsyncGenerator):
            await form.aclose()
        else:
            form.close()


def without_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("a sync form does not suspend")


async def _advance(
    form: FormGenerator | AsyncFormGenerator, answer: FormPage | None
) -> type[FormPage] | Complete:
    """What the form says to a page's answers: its next page, or that it is complete."""
    try:
        offered: object = await form.asend(answer) if isinstance(form, AsyncGenerator) else form.send(answer)
    except StopIteration as end:
        return _complete(end.value)
    except StopAsyncIteration:
        return Complete({})
    if isinstance(offered, type) and issubclass(offered, FormPage):
        return offered
    if isinstance(form, AsyncGenerator):
        return _complete(offered)
    raise FormDefinitionError(f"A form yields FormPage classes; found {offered!r}.")


def _complete(result: object) -> Complete:
    match result:
        case None:
            return Complete({})
        case Mapping():
            return Complete(dict(result))
    raise FormDefinitionError(f"A form's result is a dict, or nothing; found {result!r}.")


def _validated(model: type[FormPage], index: int, page: dict[str, Any]) -> FormPage | Rejected:
    errors = unusable_values(page)
    if not errors:
        try:
            return model.model_validate(page)
        except ValidationError as error:
            errors = form_errors(error)
    return Rejected(model, index, FormValidationError(model.__name__, errors, page=index))


def _without_pages(result: Mapping[str, Any] | None) -> FormGenerator:
    yield from ()
    return dict(result or {})


def _single_page(page: type[FormPage]) -> FormGenerator:
    answers = yield page
    return answers.answers()  # type: ignore[no-any-return]
