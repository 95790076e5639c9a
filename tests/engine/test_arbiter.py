"""The step's row is the arbiter: whoever inserts it first is what happened, and who comes late changes nothing."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from attempts import Attempts
from hand import Hand
from sample_product import LINE, Line
from sqlalchemy import select
from temporalio.exceptions import ApplicationError

from perdure import Plugin, State, StepContext, StepList, begin, inputstep, modify_workflow, step, task
from perdure.activities import decisions
from perdure.db.processes import finish_process
from perdure.db.tables import process_secret, subscription_version
from perdure.domain.process import Outcome, ProcessStatus, StepStatus, UndoStep
from perdure.forms import FormGenerator, FormPage

meanwhile: list[Callable[[], object]] = []
"""What happens while the next bodies run: one call each."""


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No test leaves something for the next one to happen."""
    meanwhile.clear()
    yield
    meanwhile.clear()


def pass_time() -> None:
    if meanwhile:
        meanwhile.pop(0)()


@step("Count")
def count(context: StepContext, done: int = 0) -> State:
    pass_time()
    context.store_secret("password", "sesame")
    return {"done": done + 1, "attempt": context.attempt}


class Page(FormPage):
    answer: str


@inputstep("Ask", assignee="NOC")
def ask() -> FormGenerator:
    pass_time()
    page = yield Page
    return page.answers()


@step("Faster")
def faster(subscription: Line) -> None:
    subscription.line.speed += 1
    pass_time()


def scrape_off() -> None:
    """Nothing to be done here: what matters is which steps are to be taken back."""


@step("Paint", undo=scrape_off)
def paint() -> None:
    pass_time()


@task("Paint")
def paint_it() -> StepList:
    return begin >> paint


@task("Count and ask")
def count_and_ask() -> StepList:
    return begin >> count >> ask


@modify_workflow("Faster", product=LINE)
def faster_line() -> StepList:
    return begin >> faster


plugin = Plugin("arbiter", workflows=[count_and_ask, faster_line, paint_it])


@pytest.fixture
def counting(idle: Hand) -> Attempts:
    """An open process of the task, in its first run."""
    attempts = Attempts(idle, idle.accept("count_and_ask"))
    attempts.open()
    return attempts


@pytest.fixture
def line(idle: Hand) -> str:
    """The id of a line."""
    return idle.line()


@pytest.fixture
def changing(idle: Hand, line: str) -> Attempts:
    """An open process that changes the line."""
    attempts = Attempts(idle, idle.accept("faster_line", {"subscription_id": line}))
    attempts.open()
    return attempts


def test_a_repeated_attempt_finds_the_row(idle: Hand, counting: Attempts) -> None:
    """A second attempt at one place does not call the function; it returns the delta of the first."""
    first = counting.step(count, attempt=1)
    meanwhile.append(lambda: pytest.fail("the body ran again"))

    assert first == counting.step(count, attempt=2)
    assert {"done": 1, "attempt": 1} == first.changed
    assert 1 == idle.state(counting.process_id)["done"]
    assert [("completed", 1)] == [(row.status, row.attempt) for row in idle.steps(counting.process_id)]


def test_of_two_attempts_side_by_side_one_is_kept(idle: Hand, counting: Attempts) -> None:
    """Both run the body; one row is written, State is merged once, and both return what that row says."""
    together = Barrier(2)
    meanwhile.extend([together.wait, together.wait])

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda attempt: counting.step(count, attempt=attempt), [1, 2])

    (row,) = idle.steps(counting.process_id)
    assert first == second
    assert row.attempt == first.changed["attempt"] == idle.state(counting.process_id)["attempt"]
    assert 1 == idle.state(counting.process_id)["done"]


def test_a_late_attempt_after_the_step_was_parked_changes_nothing(
    idle: Hand, changing: Attempts, line: str
) -> None:
    """A body that ends after its step was recorded as failed finds the row: no version, no delta, still failed."""
    meanwhile.append(changing.park)

    assert StepStatus.FAILED is changing.step(faster).status

    assert 10 == idle.subscription(line).line.speed
    assert 1 == idle.subscription(line).version
    assert "failed" == idle.process(changing.process_id).status
    assert ["failed"] == [row.status for row in idle.steps(changing.process_id)]


def test_a_late_attempt_of_an_earlier_generation_changes_nothing(idle: Hand, counting: Attempts) -> None:
    """While the first attempt still runs, the step is parked, retried and done: only that counts."""

    def be_overtaken() -> None:
        counting.park()
        idle.retry(counting.process_id)
        counting.step(count, generation=2)

    meanwhile.append(be_overtaken)

    assert StepStatus.FAILED is counting.step(count, generation=1).status

    assert [(1, "failed"), (2, "completed")] == [
        (row.generation, row.status) for row in idle.steps(counting.process_id)
    ]
    assert 1 == idle.state(counting.process_id)["done"]


def test_a_park_after_the_commit_finds_the_row(idle: Hand, counting: Attempts) -> None:
    """A worker that died after its commit is no failure: what was to be parked turns out to be done."""
    counting.step(count)

    assert StepStatus.COMPLETED is counting.park().status
    assert "running" == idle.process(counting.process_id).status


def test_a_late_attempt_after_an_abort_changes_nothing(idle: Hand, changing: Attempts, line: str) -> None:
    """A body that ends after its process was aborted is refused, and says so."""

    def be_aborted() -> None:
        idle.abort(changing.process_id)
        changing.close()

    meanwhile.append(be_aborted)

    with pytest.raises(ApplicationError, match="after the process had moved on") as caught:
        changing.step(faster)

    assert ("StaleAttemptError", True) == (caught.value.type, caught.value.non_retryable)
    assert 1 == idle.subscription(line).version
    assert [] == idle.steps(changing.process_id)
    assert "aborted" == idle.process(changing.process_id).status


def test_from_the_decision_to_abort_on_nothing_is_committed(idle: Hand, counting: Attempts) -> None:
    """The decision itself is enough, even before the process is closed."""
    meanwhile.append(lambda: idle.abort(counting.process_id))

    with pytest.raises(ApplicationError, match="after the process had moved on"):
        counting.step(count)

    assert "done" not in idle.state(counting.process_id)


def test_a_step_of_an_ended_process_is_not_begun(idle: Hand, counting: Attempts) -> None:
    """The body of a step is not called once its process has ended."""
    idle.abort(counting.process_id)
    counting.close()
    meanwhile.append(lambda: pytest.fail("the body ran"))

    assert Outcome(None, aborting=True) == counting.step(count)


def test_a_question_that_is_drawn_late_does_not_revive_an_aborted_process(
    idle: Hand, counting: Attempts
) -> None:
    """An input step whose process is aborted while its form is drawn leaves no waiting row."""
    counting.step(count)

    def be_aborted() -> None:
        idle.abort(counting.process_id)
        counting.close()

    meanwhile.append(be_aborted)

    with pytest.raises(ApplicationError, match="moved on"):
        counting.step(ask, "1")

    assert ["completed"] == [row.status for row in idle.steps(counting.process_id)]
    assert "aborted" == idle.process(counting.process_id).status


def test_a_question_that_is_drawn_again_keeps_its_answer(idle: Hand, counting: Attempts) -> None:
    """A repeated attempt of an input step finds the answer that came in between."""
    counting.step(count)
    assert StepStatus.WAITING is counting.step(ask, "1").status
    idle.answer(counting.process_id, {"answer": "yes"})

    again = counting.step(ask, "1", attempt=2)

    assert (StepStatus.COMPLETED, {"answer": "yes"}) == (again.status, again.changed)


def test_a_run_that_was_reset_away_commits_nothing(idle: Hand, counting: Attempts) -> None:
    """After a reset the new run takes over with its first step; what the old one has in flight is refused."""
    after_reset = Attempts(idle, counting.process_id, run_id="second run")

    def fail() -> None:
        raise ValueError("no luck")

    def be_reset() -> None:
        meanwhile.append(fail)
        with pytest.raises(ApplicationError, match="no luck"):
            after_reset.step(count)

    meanwhile.append(be_reset)

    with pytest.raises(ApplicationError, match="moved on"):
        counting.step(count)

    assert [] == idle.steps(counting.process_id)
    assert {"done": 1, "attempt": 2} == after_reset.step(count, attempt=2).changed


def test_a_process_ends_after_its_last_step(idle: Hand, counting: Attempts) -> None:
    """Also when the transaction that closes it had begun before that step was committed."""
    with idle.database.transaction() as closing:
        closing.execute(select(1))  # now() is this moment
        counting.step(count)
        finish_process(closing, counting.process_id, ProcessStatus.ABORTED, "carol", None)

    assert idle.steps(counting.process_id)[0].finished_at < idle.process(counting.process_id).finished_at


def test_what_had_begun_is_taken_back_also_after_a_reset(idle: Hand) -> None:
    """A body that is under way when its run is reset away and its process aborted has no row, and is taken back."""
    painting = Attempts(idle, idle.accept("paint_it"))
    painting.open()
    after_reset = Attempts(idle, painting.process_id, run_id="second run")
    taken_back: list[UndoStep] = []

    def be_aborted() -> None:
        decisions.abort(idle.database, painting.process_id, actor="carol", undo=True)
        taken_back.extend(after_reset.undo())

    meanwhile.append(be_aborted)
    with pytest.raises(ApplicationError, match="moved on"):
        painting.step(paint)

    assert ["0"] == [step.position for step in taken_back]


def test_what_had_not_begun_is_not_taken_back(idle: Hand) -> None:
    """A worker is given the step when the process is being aborted: it does not begin, and is not taken back."""
    painting = Attempts(idle, idle.accept("paint_it"))
    painting.open()
    decisions.abort(idle.database, painting.process_id, actor="carol", undo=True)

    assert painting.step(paint).aborting

    assert [] == painting.undo()


def test_secrets_are_committed_with_their_step(idle: Hand, counting: Attempts) -> None:
    """A secret of a step that is not kept is not kept either, and one that is kept is not in clear."""
    meanwhile.append(counting.park)
    counting.step(count)
    assert [] == secrets_of(idle, counting)

    idle.retry(counting.process_id)
    counting.step(count, generation=2)
    (sealed,) = secrets_of(idle, counting)
    assert b"sesame" not in sealed


def test_a_version_says_which_step_wrote_it(idle: Hand, changing: Attempts, line: str) -> None:
    """The row has from-version and to-version, the version process, position and generation."""
    changing.park()
    idle.retry(changing.process_id)
    changing.step(faster, generation=2)

    changes = [{"subscription_id": line, "from_version": 1, "to_version": 2}]
    assert changes == idle.steps(changing.process_id)[-1].subscriptions
    with idle.database.reading() as connection:
        version = connection.execute(
            select(subscription_version).where(subscription_version.c.process_id == changing.process_id)
        ).one()
    assert (2, "0", 2) == (version.version, version.position, version.generation)


def secrets_of(hand: Hand, attempts: Attempts) -> list[Any]:
    with hand.database.reading() as connection:
        query = select(process_secret.c.ciphertext).where(process_secret.c.process_id == attempts.process_id)
        return list(connection.scalars(query))
