"""What operators do with many processes, with the whole engine, and with plans that have changed."""

from functools import partial

import pytest
from hand import Hand

from perdure import Plugin, State, StepList, begin, step, task
from perdure.activities import decisions
from perdure.activities.bulk import decide_all
from perdure.activities.moving import move_plan, preview_move
from perdure.db.pause import EngineStatus, PausedError, read_pause, set_pause
from perdure.domain.catalogue import catalogue
from perdure.domain.errors import ConflictError, UnprocessableError
from perdure.forms import FormGenerator, FormPage
from perdure.testing.waiting import eventually

trouble: set[str] = set()


class Number(FormPage):
    number: int = 1


def number_form() -> FormGenerator:
    page = yield Number
    return page.answers()


@step("First")
def first(number: int) -> State:
    return {"number": number + 1}


@step("Second")
def second(number: int) -> State:
    if trouble:
        raise ValueError("not now")
    return {"number": number * 10}


@step("Third")
def third(number: int) -> State:
    return {"third": number}


@step("New")
def new(number: int) -> State:
    return {"new": number}


@task("Two steps", form=number_form)
def two_steps() -> StepList:
    return begin >> first >> second


@task("The new plan", form=number_form)
def new_plan() -> StepList:
    return begin >> first >> new >> second >> third


plugin = Plugin("operating", workflows=[two_steps, new_plan])


@pytest.fixture
def parked(shared: Hand) -> list[object]:
    """Two processes that are parked at the second step."""
    trouble.add("second")
    found = [shared.start("two_steps", {"number": number}) for number in (1, 2)]
    for process_id in found:
        shared.until(process_id, "failed")
    trouble.clear()
    return found


def test_one_decision_serves_every_process_parked_at_a_step(shared: Hand, parked: list) -> None:
    """A dry run names them and changes nothing; the decision itself lets them all go on."""
    counted = decide_all(shared.database, "operating.second", None)
    assert set(parked) == set(counted.processes)

    decided = decide_all(
        shared.database, "operating.second", partial(decisions.retry, actor="carol", reason="it is back")
    )

    assert set(parked) == set(decided.processes)
    for process_id in parked:
        shared.tell(process_id)
        shared.until(process_id, "completed")
    assert [] == decide_all(shared.database, "operating.second", None).processes


def test_a_skipped_step_leaves_state_and_the_rest_runs(shared: Hand, parked: list) -> None:
    """Skip goes on after the failed step; its row stays failed, with who decided and why."""
    decisions.skip(shared.database, parked[0], actor="carol", reason="done by hand")
    shared.tell(parked[0])

    shared.until(parked[0], "completed")

    assert 2 == shared.state(parked[0])["number"]
    row = shared.steps(parked[0])[-1]
    assert ("failed", "skip", "carol", "done by hand") == (
        row.status,
        row.decision["kind"],
        row.decision["actor"],
        row.decision["reason"],
    )
    shared.abort(parked[1])


def test_edited_state_is_checked_against_the_steps_that_read_it(shared: Hand, parked: list) -> None:
    """A value that does not fit is refused and changes nothing; one that fits is what the retry sees."""
    with pytest.raises(UnprocessableError, match="'number' as int"):
        shared.retry(parked[0], edits={"number": "many"})

    shared.retry(parked[0], edits={"number": 7})

    shared.until(parked[0], "completed")
    assert 70 == shared.state(parked[0])["number"]
    shared.abort(parked[1])


def test_a_parked_process_is_moved_onto_the_present_plan(shared: Hand, parked: list) -> None:
    """The preview says what will run; after the move the failed step and what is new behind it run."""
    catalogue.workflows["two_steps"].steps = [first, new, second, third]

    preview = preview_move(shared.database, parked[0])
    assert ["First"] == [node.title for node in preview.kept]
    assert ["Second", "Third"] == [node.title for node in preview.upcoming]
    move_plan(shared.database, parked[0], actor="carol", reason="new code")
    shared.tell(parked[0])

    shared.until(parked[0], "completed")
    assert 20 == shared.state(parked[0])["third"]
    catalogue.workflows["two_steps"].steps = [first, second]
    shared.abort(parked[1])
    with pytest.raises(ConflictError, match="only a parked process"):
        preview_move(shared.database, parked[0])


def test_a_paused_engine_begins_nothing_and_goes_on_where_it_was(shared: Hand) -> None:
    """While paused starts are refused, what is under way is held; when it goes on, every step has run once."""
    running = shared.accept("two_steps", {"number": 1})
    set_pause(shared.database, paused=True, actor="carol", reason="maintenance")
    with pytest.raises(PausedError, match="paused by carol: maintenance"):
        shared.start("two_steps", {"number": 1})
    shared.tell(running)
    eventually(lambda: shared.process(running).held, what="the process to be held")
    with shared.database.reading() as connection:
        assert EngineStatus.PAUSED == read_pause(connection).status
    assert [] == list(shared.steps(running))

    set_pause(shared.database, paused=False, actor="carol")
    shared.tell(running)

    shared.until(running, "completed")
    assert ["First", "Second"] == [row.title for row in shared.steps(running)]
