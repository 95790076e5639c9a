"""A person in the middle of a process: asked, answered once, page by page."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from attempts import Attempts
from hand import Hand

from perdure import Plugin, State, StepList, begin, inputstep, step, task
from perdure.activities.answers import waiting_form
from perdure.domain.errors import ConflictError
from perdure.forms import FormGenerator, FormPage, SubmitFormPage
from perdure.forms.errors import FormNotCompleteError, FormValidationError

meet: list[Callable[[], Any]] = []
"""Called at the end of every form, so that a test can let two answers meet there."""


class NumberPage(FormPage):
    number: int


@step("Set the bounds")
def set_bounds() -> State:
    return {"low": 1, "high": 5}


@inputstep("Choose a number", assignee="NOC")
def choose(low: int, high: int) -> FormGenerator:
    number = yield NumberPage

    class SurePage(SubmitFormPage):
        sure: bool
        again: int = number.number

    if not low <= number.number <= high:
        yield NumberPage
    sure = yield SurePage
    if meet:
        meet[0]()
    return {
        "chosen": number.number,
        "sure": sure.sure,
        "reporter": "mallory",
        "process_id": "forged",
        "workflow_name": "forged",
        "customer_id": "forged",
    }


@step("Double")
def double(chosen: int) -> State:
    return {"doubled": 2 * chosen}


@task("Choose")
def choosing() -> StepList:
    return begin >> set_bounds >> choose >> double


plugin = Plugin("answers", workflows=[choosing])


@pytest.fixture
def waiting(shared: Hand) -> UUID:
    """A process that waits for its answer."""
    return shared.run("choosing", status="suspended")


@pytest.fixture(autouse=True)
def nobody_meets() -> Iterator[None]:
    yield
    meet.clear()


def test_a_process_says_whom_it_asks_what(shared: Hand, waiting: UUID) -> None:
    """Title, assignee and the first page's schema; the row keeps the schema."""
    form = asyncio.run(waiting_form(shared.database, waiting))

    assert ("Choose a number", "NOC") == (form.title, form.assignee)
    assert form.form is not None
    assert ["number"] == list(form.form["properties"])
    assert form.form == shared.steps(waiting)[-1].form["form"]
    assert ("NOC", "Choose a number") == (
        shared.process(waiting).assignee,
        shared.process(waiting).step_title,
    )


def test_answers_are_in_state_and_the_process_goes_on(shared: Hand, waiting: UUID) -> None:
    """The row names who answered; the next step sees the answer in its type."""
    shared.answer(waiting, {"number": 3}, {"sure": True}, actor="bob")

    shared.until(waiting, "completed")
    assert (3, 6) == (shared.state(waiting)["chosen"], shared.state(waiting)["doubled"])
    row = shared.steps(waiting)[1]
    assert ("completed", "bob") == (row.status, row.actor)
    assert ["bob"] == [event.actor for event in shared.events(waiting) if event.kind == "step.answered"]
    assert shared.process(waiting).assignee is None


def test_a_form_goes_forth_and_back(shared: Hand, waiting: UUID) -> None:
    """Each list of pages gives the next page; a shorter list goes back; nothing is kept before the last page."""

    def next_page(*pages: Any) -> tuple[int, list[str], Any]:
        with pytest.raises(FormNotCompleteError) as caught:
            shared.answer(waiting, *pages)
        fields = caught.value.form["properties"]
        return caught.value.page, list(fields), fields.get("again", {}).get("default")

    assert (0, ["number"], None) == next_page()
    assert (1, ["sure", "again"], 3) == next_page({"number": 3})
    assert (0, ["number"], None) == next_page()
    assert (1, ["sure", "again"], 4) == next_page({"number": 4})
    assert (1, ["number"], None) == next_page({"number": 77})
    assert "suspended" == shared.process(waiting).status
    assert "chosen" not in shared.state(waiting)

    shared.answer(waiting, {"number": 4}, {"sure": True})
    shared.until(waiting, "completed")


@pytest.mark.parametrize(
    ("pages", "page", "field"),
    [
        ([{"number": "many"}], 0, "number"),
        ([{"number": 3}, {"sure": "perhaps"}], 1, "sure"),
        ([{"number": 3, "extra": 1}], 0, "extra"),
    ],
)
def test_answers_that_do_not_fit_change_nothing(
    shared: Hand, waiting: UUID, pages: list[Any], page: int, field: str
) -> None:
    """The error names page and field, and the process still waits."""
    with pytest.raises(FormValidationError) as caught:
        shared.answer(waiting, *pages)

    assert (page, [field]) == (caught.value.page, caught.value.errors[0].loc)
    assert "suspended" == shared.process(waiting).status


def test_answers_do_not_override_what_is_reserved(shared: Hand, waiting: UUID) -> None:
    """Who started it, and which process it is, stays."""
    shared.answer(waiting, {"number": 3}, {"sure": True})

    shared.until(waiting, "completed")
    state = shared.state(waiting)
    assert ("alice", str(waiting), "choosing") == (
        state["reporter"],
        state["process_id"],
        state["workflow_name"],
    )
    assert "customer_id" not in state


def test_of_two_answers_at_once_one_wins(shared: Hand, waiting: UUID) -> None:
    """The loser's sentence names the winner, and State has the winner's answer."""
    meet[:] = [Barrier(2, timeout=30).wait]

    def answer(actor: str, number: int) -> str:
        try:
            shared.answer(waiting, {"number": number}, {"sure": True}, actor=actor)
        except ConflictError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(2) as pool:
        refusals = list(pool.map(answer, ["bob", "eve"], [2, 3]))

    winner, number, refusal = ("bob", 2, refusals[1]) if not refusals[0] else ("eve", 3, refusals[0])
    assert min(refusals) == ""
    assert f"'Choose a number' was already answered by {winner} at 20" in refusal
    shared.until(waiting, "completed")
    assert number == shared.state(waiting)["chosen"]
    assert winner == shared.steps(waiting)[1].actor


def test_a_late_answer_hears_who_was_first(shared: Hand, waiting: UUID) -> None:
    """The sentence has the process's state, the step, who answered and when."""
    shared.answer(waiting, {"number": 3}, {"sure": True}, actor="bob")
    shared.until(waiting, "completed")

    with pytest.raises(ConflictError) as caught:
        shared.answer(waiting, {"number": 4}, {"sure": True}, actor="eve")

    assert f"Process {waiting} is completed and does not wait for an answer." in str(caught.value)
    assert "already answered by bob" in str(caught.value)


def test_a_process_that_never_asked_says_so(shared: Hand) -> None:
    """An answer to a process without a question is refused, with its state."""
    process_id = shared.run("count_task", {"count": 1})

    with pytest.raises(ConflictError, match=r"is completed and does not wait for an answer\.$"):
        shared.answer(process_id, {})


def test_an_answer_is_durable_without_temporal(idle: Hand) -> None:
    """What was answered is in State and row before Temporal hears of it."""
    attempts = Attempts(idle, idle.accept("choosing"))
    attempts.open()
    attempts.step(set_bounds)
    attempts.step(choose, "1")

    idle.answer(attempts.process_id, {"number": 3}, {"sure": True})

    assert 3 == idle.state(attempts.process_id)["chosen"]
    assert "completed" == attempts.look("1").status
