"""How a form is written: a generator of pages, or less."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from typing import Any, TypeAlias, TypeVar

from .page import FormPage

PageT = TypeVar("PageT", bound=FormPage)

FormGenerator: TypeAlias = Generator[type[FormPage], Any, dict[str, Any]]
"""Yields page classes, is sent each page's answers, returns the result."""

AsyncFormGenerator: TypeAlias = AsyncGenerator[type[FormPage] | dict[str, Any], Any]
"""The same, asynchronous; as such a generator cannot return, it yields its result last."""

Form: TypeAlias = Callable[[], FormGenerator | type[FormPage] | Mapping[str, Any] | None]
"""What starts a form. Without a generator it has one page (its answers are the result) or none."""

AsyncForm: TypeAlias = Callable[[], AsyncFormGenerator | Awaitable[type[FormPage] | Mapping[str, Any] | None]]
"""The same for an async form."""


def ask(page: type[PageT]) -> Generator[type[PageT], PageT, PageT]:
    """Yields a page and gives its answers with their type.

    For use in a form, as `nodes = yield from ask(NodesPage)`.
    """
    return (yield page)
