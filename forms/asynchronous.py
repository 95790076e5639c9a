"""The wizard for async callers; same names as the sync one, for async and for sync forms."""

import asyncio
import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

from . import walk
from .page import FormPage
from .submitted import submitted_pages
from .walk import AsyncFormGenerator, Form, WalkOutcome

AsyncForm: TypeAlias = Callable[[], AsyncFormGenerator | Awaitable[type[FormPage] | Mapping[str, Any] | None]]


async def walk_form(form: Form | AsyncForm, pages: Sequence[Mapping[str, Any]]) -> WalkOutcome:
    """Runs a form over the answers to its first pages; see the sync `walk_form`.

    A sync form runs in a thread, because it may wait for a database.
    """
    answers = submitted_pages(pages)
    called = await asyncio.to_thread(form)
    started = walk.started_form(await called if inspect.isawaitable(called) else called)
    if isinstance(started, AsyncGenerator):
        return await walk.replay(started, answers)
    return await asyncio.to_thread(lambda: walk.without_loop(walk.replay(started, answers)))


async def post_form(form: Form | AsyncForm, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The form's result; see the sync `post_form`."""
    return walk.result_of(await walk_form(form, pages))


async def generate_form(form: Form | AsyncForm, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """JSON Schema of the page that comes next, or None; see the sync `generate_form`."""
    return walk.schema_of(await walk_form(form, pages))
