"""A form has only so much time."""

import asyncio
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from perdure.forms import (
    AsyncFormGenerator,
    FormGenerator,
    FormPage,
    FormTimeoutError,
    NextPage,
    asynchronous,
    describe_form,
    form_body,
    generate_form,
    keep_answers,
    post_form,
    search_options,
    spread_answers,
    storable_answers,
    walk_form,
)

PATIENCE = 60
"""Longer than any machine takes for a form that waits for nothing."""


class Page(FormPage):
    name: str = ""


def wait_for(event: threading.Event) -> None:
    assert event.wait(PATIENCE)


def test_sync_form_in_an_async_caller() -> None:
    """A sync form that waits for something is not waited for any longer than the deadline."""
    release, ended = threading.Event(), threading.Event()

    def form() -> FormGenerator:
        wait_for(release)
        try:
            yield Page
            yield Page
        finally:
            ended.set()
        return {}

    async def walk() -> None:
        with pytest.raises(FormTimeoutError, match=r"within 0\.05 seconds"):
            await asynchronous.walk_form(form, {}, [{}], deadline=0.05)
        release.set()

    asyncio.run(walk())
    # The thread came to an end at the form's next page.
    wait_for(ended)


def test_async_form() -> None:
    """An async form is cancelled at the deadline, and has ended."""
    ended: list[bool] = []

    async def form() -> AsyncFormGenerator:
        try:
            await asyncio.sleep(PATIENCE)
            yield Page
        finally:
            ended.append(True)

    with pytest.raises(FormTimeoutError):
        asyncio.run(asynchronous.walk_form(form, {}, [], deadline=0.05))
    assert [True] == ended


def test_timeouts_of_the_form_itself() -> None:
    """A timeout that the form's own code raises is not taken for the deadline."""

    def form() -> FormGenerator:
        yield Page
        raise TimeoutError("the node does not answer")

    with pytest.raises(TimeoutError, match="the node does not answer"):
        asyncio.run(asynchronous.walk_form(form, {}, [{}], deadline=PATIENCE))


def slow() -> FormGenerator:
    began = time.monotonic()
    while time.monotonic() - began < 0.02:
        yield Page
    return {}


@pytest.mark.parametrize(
    "walk",
    [
        lambda **how: walk_form(slow, {}, [{}] * 100, **how),
        lambda **how: post_form(slow, {}, [{}] * 100, **how),
        lambda **how: generate_form(slow, {}, [{}] * 100, **how),
        lambda **how: describe_form(slow, {}, **how),
        lambda **how: spread_answers(slow, {}, {}, **how),
        lambda **how: keep_answers(slow, {}, [{}] * 100, [], **how),
        lambda **how: storable_answers(slow, {}, [{}] * 100, **how),
        lambda **how: search_options(slow, {}, [{}] * 100, "name", **how),
    ],
)
def test_between_pages(walk: Callable[..., Any]) -> None:
    """Every sync walk is stopped between two pages when its time is up."""
    with pytest.raises(FormTimeoutError) as raised:
        walk(deadline=0)

    assert ("FormTimeoutError", 422, "form_timeout") == tuple(
        form_body(raised.value)[name] for name in ("type", "status", "code")
    )


def test_in_time() -> None:
    """A form that is quick enough is walked as without a deadline."""
    assert NextPage(Page, 0) == walk_form(lambda: Page, {}, [], deadline=PATIENCE)
    assert NextPage(Page, 0) == asyncio.run(asynchronous.walk_form(lambda: Page, {}, [], deadline=PATIENCE))
