"""The wizard: walks a form over the answers so far and says where that ends.

Nothing is remembered between two calls. The client sends the answers of all pages each time, and going back
is sending fewer. So a form runs once per page turn: it should read and compute, and leave doing to the steps.
"""

from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from .errors import FormDefinitionError
from .generator import Form
from .outcome import WalkOutcome, result_of, schema_of
from .replay import replay, started_form
from .submitted import submitted_pages

T = TypeVar("T")


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


def without_loop(coroutine: Coroutine[Any, Any, T]) -> T:
    """Runs a coroutine that never suspends."""
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: T = end.value
        return result
    raise AssertionError("a sync form does not suspend")
