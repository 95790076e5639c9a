"""Aborting with an undo: what was done is taken back, last first, each step with the State that it left."""

from attempts import Attempts
from hand import Hand
from installation import loaded
from interception import After

from perdure import Plugin, State, StepList, begin, parallel, step, task
from perdure.activities import decisions
from perdure.db.processes import restart_process
from perdure.forms import FormGenerator, FormPage
from perdure.testing.worker import running_worker

undone: list[tuple[str, int]] = []
trouble: dict[str, str] = {}


class Start(FormPage):
    number: int


def form() -> FormGenerator:
    page = yield Start
    return page.answers()


def take_back(name: str, number: int) -> State:
    if message := trouble.pop(name, None):
        raise ValueError(message)
    undone.append((name, number))
    return {f"undone_{name}": True}


def undo_first(number: int) -> State:
    return take_back("first", number)


def undo_second(number: int) -> State:
    return take_back("second", number)


def undo_broken(number: int) -> State:
    return take_back("broken", number)


@step("First", undo=undo_first)
def first(number: int) -> State:
    return {"number": number + 1}


@step("Without undo")
def without_undo(number: int) -> State:
    return {"number": number + 10}


@step("Second", undo=undo_second)
def second(number: int) -> State:
    return {"number": number + 100}


@step("Broken", undo=undo_broken)
def broken() -> State:
    raise ValueError("half done")


@task("Undoable", form=form)
def undoable() -> StepList:
    return begin >> first >> without_undo >> second >> broken


@task("Undoable to the end", form=form)
def undoable_to_the_end() -> StepList:
    return begin >> first >> second


@task("Undoable side by side", form=form)
def undoable_side_by_side() -> StepList:
    return begin >> first >> parallel("Both", begin >> second, begin >> broken)


plugin = Plugin("undoing", workflows=[undoable, undoable_to_the_end, undoable_side_by_side])


def test_what_was_done_is_undone_in_reverse_order_with_its_own_state(shared: Hand) -> None:
    """The interrupted step is taken back first, then the others; each undo sees what its own step had left."""
    undone.clear()
    process_id = shared.start("undoable", {"number": 0})
    shared.until(process_id, "failed")

    decisions.abort(shared.database, process_id, actor="carol", reason="wrong order", undo=True)
    shared.tell(process_id)

    shared.until(process_id, "aborted")
    assert [("broken", 111), ("second", 111), ("first", 1)] == undone
    rows = {row.position: row.status for row in shared.steps(process_id)}
    assert {"undo:0", "undo:2", "undo:3"} == {position for position in rows if position.startswith("undo:")}


def test_an_abort_after_the_last_step_takes_back_too(hand: Hand) -> None:
    """It is decided when every step is committed and the process is not closed yet: closing sees it."""
    undone.clear()

    async def decide() -> None:
        (process_id,) = started
        decisions.abort(hand.database, process_id, actor="carol", undo=True)

    with loaded(plugin), running_worker(hand.settings, interceptors=[After("undoing.second", decide)]):
        started = [hand.accept("undoable_to_the_end", {"number": 0})]
        hand.tell(started[0])
        hand.until(started[0], "aborted")

    assert [("second", 101), ("first", 1)] == undone


def test_an_abort_of_a_process_whose_run_was_lost_takes_back_too(hand: Hand) -> None:
    """It is accepted a second time, but what it has done is done."""
    undone.clear()
    with loaded(plugin):
        attempts = Attempts(hand, hand.accept("undoable_to_the_end", {"number": 0}))
        attempts.open()
        attempts.step(first)
        with hand.database.transaction() as connection:
            restart_process(connection, attempts.process_id)

        decisions.abort(hand.database, attempts.process_id, actor="carol", undo=True)

        assert ["0"] == [step.position for step in attempts.undo()]


def test_an_abort_without_undo_takes_nothing_back(shared: Hand) -> None:
    """Only an abort that says so undoes."""
    undone.clear()
    process_id = shared.start("undoable", {"number": 0})
    shared.until(process_id, "failed")

    shared.abort(process_id)

    shared.until(process_id, "aborted")
    assert [] == undone


def test_a_failed_undo_parks_and_is_retried(shared: Hand) -> None:
    """An undo is a step like any other: it parks, an operator retries it, and the rest is undone after it."""
    undone.clear()
    trouble["second"] = "cannot take it back yet"
    process_id = shared.start("undoable", {"number": 0})
    shared.until(process_id, "failed")
    decisions.abort(shared.database, process_id, actor="carol", undo=True)
    shared.tell(process_id)
    shared.until_failure(process_id, "cannot take it back yet")

    shared.retry(process_id)

    shared.until(process_id, "aborted")
    assert ["broken", "second", "first"] == [name for name, _ in undone]


def test_branches_are_undone_with_their_own_state(shared: Hand) -> None:
    """An undo in a branch sees what its branch had made of State."""
    undone.clear()
    process_id = shared.start("undoable_side_by_side", {"number": 0})
    shared.until(process_id, "failed")
    shared.until_steps(process_id, "1/branch:0/0")

    decisions.abort(shared.database, process_id, actor="carol", undo=True)
    shared.tell(process_id)

    shared.until(process_id, "aborted")
    assert {("second", 101), ("broken", 1), ("first", 1)} == set(undone)
