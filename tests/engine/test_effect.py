"""What one attempt of a step leaves behind: everything in one transaction, or nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from attempts import Attempts
from hand import Hand
from sample_product import LINE, Line, LineInactive
from sqlalchemy import event, select, text
from temporalio.exceptions import ApplicationError

from perdure import (
    REMOVE,
    Plugin,
    State,
    StepContext,
    StepList,
    SubscriptionModel,
    begin,
    modify_workflow,
    step,
    task,
)
from perdure.activities.outcome import MAX_HISTORY_BYTES
from perdure.db.overlays import merge_state
from perdure.db.tables import subscription_version
from perdure.domain.position import MAIN
from perdure.domain.state import MAX_STATE_BYTES, Delta

hands: list[Hand] = []
"""The hand of the test that runs, for bodies that look or interfere."""


@step("Do nothing")
def nothing() -> None: ...


@step("Write a word")
def word() -> State:
    return {"word": "hello"}


@step("Write much")
def much() -> State:
    return {"small": 1, "large": "x" * MAX_HISTORY_BYTES}


@step("Write far too much")
def too_much() -> State:
    return {"large": "x" * MAX_STATE_BYTES}


@step("Remove")
def remove() -> State:
    return {"word": REMOVE, "other": 1}


@step("Return a list")
def odd() -> Any:
    return ["not", "a", "mapping"]


@step("Faster")
def faster(subscription: Line) -> None:
    subscription.line.speed += 1


@step("Faster in secret")
def faster_unnamed(subscription_id: str) -> None:
    subscription = SubscriptionModel.from_subscription_id(subscription_id)
    subscription.line.speed += 1  # type: ignore[attr-defined]


@step("Change in vain")
def unchanged(subscription: Line) -> State:
    speed = subscription.line.speed
    subscription.line.speed = 99
    subscription.line.speed = speed
    return {"subscription": subscription}


@step("Change and break")
def broken(subscription: Line, context: StepContext) -> State:
    subscription.line.speed = 99
    context.store_secret("password", "sesame")
    raise ValueError(f"The password {context.secret('password')} is wrong")


@step("Change while somebody else does")
def overtaken(subscription: Line) -> None:
    hands[0].change_behind(subscription.subscription_id, 50)
    subscription.line.speed = 99


@step("Change somebody else's line")
def foreign(foreign: Line) -> State:
    foreign.line.speed = 99
    return {"changed": True}


@step("Make two lines")
def make_two(product: str) -> State:
    lines = [LineInactive.new(product, "default") for _ in range(2)]
    return {"lines": lines, "by_name": {"first": lines[0]}}


@step("Look at the server")
def look_at_server() -> State:
    with hands[0].database.reading() as connection:
        query = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
        )
        return {"open_transactions": connection.scalar(query)}


@step("Fail with a strange message")
def strange(message: str) -> None:
    raise ValueError({"nul": "a\0b", "half": "\ud800", "long": "x" * 5_000_000}[message])


@step("Store a secret")
def store(context: StepContext) -> None:
    context.store_secret("password", "sesame")


@step("Use a secret")
def use(context: StepContext) -> State:
    return {"length": len(context.secret("password"))}


@task("Anything")
def anything() -> StepList:
    steps = [
        nothing,
        word,
        much,
        too_much,
        remove,
        odd,
        foreign,
        make_two,
        look_at_server,
        strange,
        store,
        use,
    ]
    result = begin
    for one in steps:
        result = result >> one
    return result


@modify_workflow("Change anything", product=LINE)
def change_anything() -> StepList:
    return begin >> faster >> faster_unnamed >> unchanged >> broken >> overtaken


plugin = Plugin("effect", workflows=[anything, change_anything])


@pytest.fixture(autouse=True)
def hand(idle: Hand) -> Iterator[Hand]:
    """The module's hand, known to the bodies."""
    hands[:] = [idle]
    yield idle
    hands.clear()


@pytest.fixture
def open_task(idle: Hand) -> Attempts:
    """An open process of the task."""
    attempts = Attempts(idle, idle.accept("anything"))
    attempts.open()
    return attempts


@pytest.fixture
def line(idle: Hand) -> str:
    """The id of a line."""
    return idle.line()


@pytest.fixture
def changing(idle: Hand, line: str) -> Attempts:
    """An open process that holds the lock of the line."""
    attempts = Attempts(idle, idle.accept("change_anything", {"subscription_id": line}))
    attempts.open()
    return attempts


def add_to_state(hand: Hand, attempts: Attempts, **keys: Any) -> None:
    with hand.database.transaction() as connection:
        merge_state(connection, attempts.process_id, MAIN, Delta(keys))


def test_a_small_delta_travels_with_the_result(idle: Hand, open_task: Attempts) -> None:
    """What a step changed is in the activity's result, so that the Temporal Web UI shows it."""
    outcome = open_task.step(word)

    assert ({"word": "hello"}, []) == (outcome.changed, outcome.keys)


def test_a_large_delta_travels_as_its_keys(idle: Hand, open_task: Attempts) -> None:
    """Over 16 kB the result has the keys only; State has it all."""
    outcome = open_task.step(much)

    assert ({}, ["large", "small"]) == (outcome.changed, outcome.keys)
    assert MAX_HISTORY_BYTES == len(idle.state(open_task.process_id)["large"])


def test_a_state_over_the_limit_is_refused(idle: Hand, open_task: Attempts) -> None:
    """Over 16 MB nothing is committed, and the error names the largest key."""
    with pytest.raises(ApplicationError, match=r"over the limit of 16,000,000.*large") as caught:
        open_task.step(too_much)

    assert ("StepResultError", True) == (caught.value.type, caught.value.non_retryable)
    assert [] == idle.steps(open_task.process_id)
    assert "large" not in idle.state(open_task.process_id)


def test_remove_takes_a_key_out_of_state(idle: Hand, open_task: Attempts) -> None:
    """The row has the removed keys, State has them no more."""
    open_task.step(word)
    open_task.step(remove, "1")

    assert "word" not in idle.state(open_task.process_id)
    assert {"changed": {"other": 1}, "removed": ["word"]} == idle.steps(open_task.process_id)[-1].delta


def test_a_result_that_is_no_mapping_is_refused(idle: Hand, open_task: Attempts) -> None:
    """The error names the step and what it returned; it is not tried again."""
    with pytest.raises(ApplicationError, match="Step 'Return a list' returned list") as caught:
        open_task.step(odd)

    assert caught.value.non_retryable


def test_a_step_takes_two_statements(idle: Hand, open_task: Attempts) -> None:
    """One to load and one to store, whatever State has in it and however many steps are done."""
    open_task.step(much)
    statements = recorded(idle)

    open_task.step(word, "1")

    assert 2 == len(statements), statements


def test_a_change_takes_five_more_statements_at_most(idle: Hand, changing: Attempts) -> None:
    """Load the subscription, check the lock, write row and version: four."""
    statements = recorded(idle)

    changing.step(faster)

    assert 2 + 4 == len(statements), statements


def test_no_transaction_is_open_while_a_body_runs(idle: Hand, open_task: Attempts) -> None:
    """A body may take minutes; no connection waits in a transaction for it."""
    assert {"open_transactions": 0} == open_task.step(look_at_server).changed


@pytest.mark.parametrize("change", [faster, faster_unnamed])
def test_whatever_is_changed_is_saved(idle: Hand, changing: Attempts, line: str, change: Any) -> None:
    """Injected or loaded, returned or not: a changed subscription is saved, and State points to its new version."""
    changing.step(change)

    assert (11, 2) == (idle.subscription(line).line.speed, idle.subscription(line).version)
    reference = {"subscription_id": line, "version": 2}
    assert reference == idle.state(changing.process_id)["subscription"]


def test_what_is_not_changed_is_not_saved(idle: Hand, changing: Attempts, line: str) -> None:
    """A subscription that is returned as it was gets no version, and State no delta."""
    outcome = changing.step(unchanged)

    assert ({}, []) == (outcome.changed, outcome.subscriptions)
    assert 1 == idle.subscription(line).version


def test_a_step_that_raises_leaves_nothing(idle: Hand, changing: Attempts, line: str) -> None:
    """No row, no version, no secret; the error has class, attempt and traceback, and no secret that the step saw."""
    with pytest.raises(ApplicationError) as caught:
        changing.step(broken, attempt=2)

    error = caught.value
    assert ("ValueError", "The password ********** is wrong", True) == (
        error.type,
        error.message,
        error.non_retryable,
    )
    attempt, traceback = error.details
    assert 2 == attempt
    assert "in broken" in traceback
    assert "sesame" not in traceback.replace('"password", "sesame"', "")
    assert [] == idle.steps(changing.process_id)
    assert (10, 1) == (idle.subscription(line).line.speed, idle.subscription(line).version)


def test_a_change_that_somebody_overtook_is_a_conflict(idle: Hand, changing: Attempts, line: str) -> None:
    """The other change stays, nothing of the step is kept, the error names the versions and is not tried again."""
    with pytest.raises(
        ApplicationError, match=r"was loaded in version 1, and version 2 has changed the same: line\.speed"
    ) as caught:
        changing.step(overtaken)

    assert ("ConflictError", True) == (caught.value.type, caught.value.non_retryable)
    assert (50, 2) == (idle.subscription(line).line.speed, idle.subscription(line).version)
    assert [] == idle.steps(changing.process_id)


def test_a_conflict_is_cured_by_a_retry(idle: Hand, changing: Attempts, line: str) -> None:
    """The next generation loads the subscription as it is then."""
    with pytest.raises(ApplicationError):
        changing.step(overtaken)
    changing.park()
    idle.retry(changing.process_id)

    changing.step(faster, generation=2)

    assert (51, 3) == (idle.subscription(line).line.speed, idle.subscription(line).version)


def test_a_subscription_is_changed_under_its_lock_only(idle: Hand, open_task: Attempts, line: str) -> None:
    """A process that does not hold the lock changes nothing."""
    add_to_state(idle, open_task, foreign=line)

    with pytest.raises(
        ApplicationError, match=f"changed subscription {line} without holding its lock"
    ) as caught:
        open_task.step(foreign)

    assert ("ConflictError", True) == (caught.value.type, caught.value.non_retryable)
    assert 1 == idle.subscription(line).version
    assert "changed" not in idle.state(open_task.process_id)


def test_new_subscriptions_are_locked_and_referred_to_in_their_first_version(
    idle: Hand, open_task: Attempts
) -> None:
    """A create holds the lock of what it made; references are right at any depth."""
    add_to_state(idle, open_task, product="Line")

    outcome = open_task.step(make_two)

    first, second = outcome.subscriptions
    references = [{"subscription_id": line_id, "version": 1} for line_id in (first, second)]
    assert {"lines": references, "by_name": {"first": references[0]}} == outcome.changed
    assert {open_task.process_id} == {idle.holder(first), idle.holder(second)}
    with idle.database.reading() as connection:
        written = connection.scalars(
            select(subscription_version.c.version).where(
                subscription_version.c.process_id == open_task.process_id
            )
        )
        assert [1, 1] == list(written)


def test_a_secret_can_be_read_by_a_later_step_of_its_process(idle: Hand, open_task: Attempts) -> None:
    """It is in neither row nor State; another process does not find it."""
    open_task.step(store)

    assert {"length": 6} == open_task.step(use, "1").changed
    assert "sesame" not in str([*idle.steps(open_task.process_id), idle.state(open_task.process_id)])
    other = Attempts(idle, idle.accept("anything"))
    other.open()
    with pytest.raises(ApplicationError, match=f"Process {other.process_id} has no secret 'password'"):
        other.step(use)


@pytest.mark.parametrize("message", ["nul", "half", "long"])
def test_any_message_can_be_recorded(idle: Hand, open_task: Attempts, message: str) -> None:
    """NUL, half a surrogate pair and five megabytes of message do not keep a failure from being recorded."""
    add_to_state(idle, open_task, message=message)

    with pytest.raises(ApplicationError) as caught:
        open_task.step(strange)

    _attempt, traceback = caught.value.details
    assert len(caught.value.message) + len(traceback) < 100_000
    open_task.park(message=caught.value.message)
    assert caught.value.message == idle.process(open_task.process_id).failure


def recorded(hand: Hand) -> list[str]:
    """The statements from now on."""
    statements: list[str] = []
    event.listen(
        hand.database.engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: statements.append(statement),
    )
    return statements
