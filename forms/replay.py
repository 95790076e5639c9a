"""The replay: runs a form over the answers so far, whether it is written sync or async."""

from collections.abc import AsyncGenerator, Callable, Generator, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeAlias, TypedDict

from pydantic import BaseModel, ValidationError

from .errors import FormDefinitionError, FormTimeoutError, FormValidationError
from .generator import AsyncFormGenerator, FormGenerator
from .outcome import Complete, NextPage, Rejected, WalkOutcome
from .page import FormPage
from .secrets import typed_in_secrets
from .submitted import unusable_values
from .verdict import form_errors
from .words import DEFAULT_LOCALE

Respond: TypeAlias = Callable[[type[BaseModel], int], Mapping[str, Any] | None]
"""The answers to a page, which has this index; None when there are none (yet)."""


class How(TypedDict, total=False):
    """How a form is walked, as keyword arguments.

    Args:
        locale: Language of the errors: `en`, `nl` or `de`; a browser's `Accept-Language` will do.
        first_page: Index that the form's first page has for the client, when other pages come before it.
        deadline: Seconds that the form may take altogether.
    """

    locale: str
    first_page: int
    deadline: float | None


@dataclass(frozen=True, slots=True)
class Terms:
    """How a form is walked, from now on; see `How`."""

    locale: str = DEFAULT_LOCALE
    first_page: int = 0
    deadline: float | None = None
    began: float = field(default_factory=monotonic)

    def check_time(self) -> None:
        """Raises FormTimeoutError when the time is up."""
        if self.deadline is not None and monotonic() - self.began > self.deadline:
            raise FormTimeoutError(self.deadline)


def started_form(started: object) -> FormGenerator | AsyncFormGenerator:
    """A form that was called, as a generator, however it is written."""
    match started:
        case Generator() | AsyncGenerator():
            return started
        case None | Mapping():
            return _without_pages(started)
        case type() if issubclass(started, BaseModel):
            return _single_page(started)
    raise FormDefinitionError(
        f"A form is a generator of FormPage classes, or gives one such class or a dict; found {started!r}."
    )


async def replay(
    form: FormGenerator | AsyncFormGenerator, respond: Respond, state: dict[str, Any], terms: Terms
) -> WalkOutcome:
    """Sends answers into the form, page by page. Suspends only where an async form does.

    Args:
        form: The form, started.
        respond: Gives the answers.
        state: What the form was started with; it sees there what was answered, as in pydantic-forms.
        terms: How to go about it.
    """
    try:
        step = await advance(form, None)
        index = terms.first_page
        while not isinstance(step, Complete):
            terms.check_time()
            page = respond(step, index)
            if page is None:
                return NextPage(step, index)
            answer = _validated(step, index, page, terms.locale)
            if isinstance(answer, Rejected):
                return answer
            state.update(answer.model_dump(warnings=False))
            step = await advance(form, answer)
            index += 1
        terms.check_time()
        return step
    finally:
        await close(form)


async def advance(
    form: FormGenerator | AsyncFormGenerator, answer: BaseModel | None
) -> type[BaseModel] | Complete:
    """What the form says to a page's answers: its next page, or that it is complete."""
    try:
        offered: object = await form.asend(answer) if isinstance(form, AsyncGenerator) else form.send(answer)
    except StopIteration as end:
        return _complete(end.value)
    except StopAsyncIteration:
        return Complete({})
    if isinstance(offered, type) and issubclass(offered, BaseModel):
        return offered
    if isinstance(form, AsyncGenerator):
        return _complete(offered)
    raise FormDefinitionError(f"A form yields FormPage classes; found {offered!r}.")


async def close(form: FormGenerator | AsyncFormGenerator) -> None:
    """Ends a form where it is."""
    if isinstance(form, AsyncGenerator):
        await form.aclose()
    else:
        form.close()


def _complete(result: object) -> Complete:
    match result:
        case None:
            return Complete({})
        case Mapping():
            return Complete(dict(result))
    raise FormDefinitionError(f"A form's result is a dict, or nothing; found {result!r}.")


def _validated(
    model: type[BaseModel], index: int, page: Mapping[str, Any], locale: str
) -> BaseModel | Rejected:
    errors = unusable_values(page, locale)
    if not errors:
        try:
            return model.model_validate(dict(page))
        except ValidationError as error:
            errors = form_errors(error, locale, secrets=typed_in_secrets(model, page))
    return Rejected(model, index, FormValidationError(model.__name__, errors, page=index))


def _without_pages(result: Mapping[str, Any] | None) -> FormGenerator:
    yield from ()
    return dict(result or {})


def _single_page(page: type[BaseModel]) -> FormGenerator:
    answers = yield page
    return answers.answers() if isinstance(answers, FormPage) else answers.model_dump(mode="json")
