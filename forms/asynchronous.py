"""The wizard for async callers: the names of `walk`, for async and for sync forms."""

import asyncio
import inspect
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any

from .generator import AsyncForm, Form
from .outcome import WalkOutcome, result_of, schema_of
from .replay import replay, started_form
from .submitted import submitted_pages
from .walk import without_loop


async def walk_form(form: Form | AsyncForm, pages: Sequence[Mapping[str, Any]]) -> WalkOutcome:
    """Runs a form over the answers to its first pages; see the sync `walk_form`.

    A sync form runs in a thread, because it may wait for a database.
    """
    answers = submitted_pages(pages)
    called = await asyncio.to_thread(form)
    started = started_form(await called if inspect.isawaitable(called) else called)
    if isinstance(started, AsyncGenerator):
        return await replay(started, answers)
    return await asyncio.to_thread(lambda: without_loop(replay(started, answers)))


async def post_form(form: Form | AsyncForm, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The form's result; see the sync `post_form`."""
    return result_of(await walk_form(form, pages))


async def generate_form(form: Form | AsyncForm, pages: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """JSON Schema of the page that comes next, or None; see the sync `generate_form`."""
    return schema_of(await walk_form(form, pages))
