"""The same start sent twice is one process."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from sample_product import LINE

from perdure import Plugin, StepList, begin, modify_workflow, task
from perdure.domain.errors import RefusedError, UnprocessableError
from perdure.forms import FormGenerator, FormPage
from perdure.forms.errors import FormValidationError

meet: list[Callable[[], Any]] = []
"""Called by every form before it ends, so that a test can let two starts meet there."""


class WordPage(FormPage):
    word: str


def word_form() -> FormGenerator:
    page = yield WordPage
    if meet:
        meet[0]()
    return page.answers()


@task("Say", form=word_form)
def say() -> StepList:
    return begin


@modify_workflow("Rename line", product=LINE, form=word_form)
def rename_line() -> StepList:
    return begin


plugin = Plugin("idempotency", workflows=[say, rename_line])


@pytest.fixture
def key() -> str:
    """An idempotency key that no other test uses."""
    return uuid4().hex


@pytest.fixture
def at_once(idle: Hand) -> Callable[[list[Callable[[], UUID]]], list[UUID | Exception]]:
    """Lets starts run side by side, each of which waits at the end of its form for the others."""

    def run(starts: list[Callable[[], UUID]]) -> list[UUID | Exception]:
        meet[:] = [Barrier(len(starts), timeout=30).wait]
        try:
            with ThreadPoolExecutor(len(starts)) as pool:
                futures = [pool.submit(start) for start in starts]
                return [future.exception() or future.result() for future in futures]
        finally:
            meet.clear()

    return run


def test_the_same_key_and_body_is_the_same_process(idle: Hand, key: str) -> None:
    """A second request gives the first one's process, also when that has moved on, and leaves no row."""
    first = idle.accept("say", {"word": "hello"}, idempotency_key=key)
    before = idle.counts()

    assert first == idle.accept("say", {"word": "hello"}, idempotency_key=key)
    idle.abort(first)
    assert first == idle.accept("say", {"word": "hello"}, idempotency_key=key)
    assert before["process"] == idle.counts()["process"]


@pytest.mark.parametrize(
    ("workflow", "pages"),
    [("say", [{"word": "goodbye"}]), ("say", [{"word": "hello"}, {}]), ("count_task", [{"word": "hello"}])],
)
def test_the_same_key_with_another_body_is_refused(
    idle: Hand, key: str, workflow: str, pages: list[dict[str, Any]]
) -> None:
    """Other answers, or another workflow, under a used key: 422, and which process has it."""
    first = idle.accept("say", {"word": "hello"}, idempotency_key=key)

    with pytest.raises(UnprocessableError, match=f"was used for another request.*{first}") as caught:
        idle.accept(workflow, *pages, idempotency_key=key)

    assert (422, str(first)) == (caught.value.status, caught.value.members["process_id"])


def test_a_request_that_was_refused_may_be_sent_again_corrected(idle: Hand, key: str) -> None:
    """A key is used by an acceptance only."""
    before = idle.counts()
    with pytest.raises(FormValidationError):
        idle.accept("say", {"wort": "hello"}, idempotency_key=key)

    assert before == idle.counts()
    idle.accept("say", {"word": "hello"}, idempotency_key=key)


def test_two_at_once_are_one_process(
    idle: Hand, key: str, at_once: Callable[[list[Callable[[], UUID]]], list[UUID | Exception]]
) -> None:
    """Both requests get the same process, and there is one."""
    before = idle.counts()["process"]

    first, second = at_once([lambda: idle.accept("say", {"word": "hello"}, idempotency_key=key)] * 2)

    assert first == second
    assert before + 1 == idle.counts()["process"]


def test_two_at_once_with_different_bodies_are_one_process(
    idle: Hand, key: str, at_once: Callable[[list[Callable[[], UUID]]], list[UUID | Exception]]
) -> None:
    """One is accepted, the other is told of it."""
    results = at_once(
        [
            lambda: idle.accept("say", {"word": "hello"}, idempotency_key=key),
            lambda: idle.accept("say", {"word": "goodbye"}, idempotency_key=key),
        ]
    )

    (refusal,) = [result for result in results if isinstance(result, Exception)]
    (accepted,) = [result for result in results if isinstance(result, UUID)]
    assert isinstance(refusal, UnprocessableError)
    assert str(accepted) == refusal.members["process_id"]


def test_two_at_once_on_a_subscription_are_one_process(
    idle: Hand, key: str, at_once: Callable[[list[Callable[[], UUID]]], list[UUID | Exception]]
) -> None:
    """The second request does not trip over the lock that the first has taken."""
    pages = [{"subscription_id": idle.line()}, {"word": "hello"}]

    first, second = at_once([lambda: idle.accept("rename_line", *pages, idempotency_key=key)] * 2)

    assert first == second


def test_a_request_that_is_repeated_while_its_first_is_accepted_is_the_same_process(
    idle: Hand, key: str
) -> None:
    """A repetition whose form is checked after the first was accepted does not trip over what that changed."""
    pages = [{"subscription_id": idle.line()}, {"word": "hello"}]
    accepted: list[UUID] = []

    def accept_the_first() -> None:
        meet.clear()
        accepted.append(idle.accept("rename_line", *pages, idempotency_key=key))
        # As if the form had looked only now whether the word is free.
        raise RefusedError("The word is taken")

    meet[:] = [accept_the_first]

    again = idle.accept("rename_line", *pages, idempotency_key=key)

    assert accepted == [again]
