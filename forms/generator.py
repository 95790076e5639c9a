"""How a form is written: a generator of pages, or less."""

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel

from .page import FormPage

PageT = TypeVar("PageT", bound=FormPage)

FormGenerator: TypeAlias = Generator[type[BaseModel], Any, dict[str, Any]]
"""Yields page classes, is sent each page's answers, returns the result."""

AsyncFormGenerator: TypeAlias = AsyncGenerator[type[BaseModel] | dict[str, Any], Any]
"""The same, asynchronous; as such a generator cannot return, it yields its result last."""

Form: TypeAlias = Callable[..., FormGenerator | type[BaseModel] | Mapping[str, Any] | None]
"""What starts a form: a function of nothing, or of the state that the form begins with.

Without a generator it has one page (its answers are the result) or none.
"""

AsyncForm: TypeAlias = Callable[
    ..., AsyncFormGenerator | Awaitable[type[BaseModel] | Mapping[str, Any] | None]
]
"""The same for an async form."""


def ask(page: type[PageT]) -> Generator[type[PageT], PageT, PageT]:
    """Yields a page and gives its answers with their type.

    For use in a form, as `nodes = yield from ask(NodesPage)`.
    """
    return (yield page)


def takes_state(form: Form | AsyncForm) -> bool:
    """Whether a form wants to be called with the state that it begins with."""
    try:
        parameters = inspect.signature(form).parameters.values()
    except ValueError:  # a built-in such as `dict`
        return False
    return any(parameter.kind in _POSITIONAL for parameter in parameters)


_POSITIONAL = {inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD}
