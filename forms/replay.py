"""The replay: runs a form over the answers so far, whether it is written sync or async."""

from collections.abc import AsyncGenerator, Generator, Mapping
from typing import Any

from pydantic import ValidationError

from .errors import FormDefinitionError, FormOverflowError, FormValidationError
from .generator import AsyncFormGenerator, FormGenerator, ask
from .outcome import Complete, NextPage, Rejected, WalkOutcome
from .page import FormPage
from .submitted import unusable_values
from .verdict import form_errors


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
    answers = yield from ask(page)
    return answers.answers()
