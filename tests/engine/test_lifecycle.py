"""Modify, terminate, validate, task: what each does to the subscription, and when each may start."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from sample_product import INITIAL, InconclusiveError, outside, real
from sqlalchemy import select

from perdure import TERMINATED
from perdure.activities.availability import workflows_for
from perdure.db.tables import validation
from perdure.domain.errors import LockedError, RefusedError
from perdure.forms.errors import FormValidationError


@pytest.fixture
def line(shared: Hand) -> str:
    """The id of an active line that is in sync."""
    return shared.line(f"line {uuid4()}")


def label_of(hand: Hand, line: str) -> str:
    label: str = hand.subscription(line).line.label
    return label


# --- modify ------------------------------------------------------------------------------------------------------


def test_a_modify_makes_one_version_and_ends_in_sync(shared: Hand, line: str) -> None:
    """The change is there, its version names the process, the lock is gone."""
    process_id = shared.run("change_line", {"subscription_id": line, "version": 1}, {"new_speed": 20})

    changed = shared.subscription(line)
    assert (20, 2, True) == (changed.line.speed, changed.version, changed.insync)
    assert shared.holder(line) is None
    assert [{"subscription_id": line, "from_version": 1, "to_version": 2}] == shared.steps(process_id)[
        0
    ].subscriptions


def test_a_modify_locks_from_its_acceptance_on(shared: Hand, line: str) -> None:
    """Accepted: out of sync, locked, and another start hears whose the lock is."""
    process_id = shared.accept("change_line", {"subscription_id": line}, {"new_speed": 20})

    assert (process_id, False) == (shared.holder(line), shared.subscription(line).insync)
    with pytest.raises(LockedError, match=rf"Process {process_id} \(Change line\) works on this") as caught:
        shared.accept("end_line", {"subscription_id": line})
    assert str(process_id) == caught.value.members["process_id"]
    shared.abort(process_id)


def test_a_modify_that_fails_keeps_lock_and_out_of_sync(shared: Hand, line: str) -> None:
    """Nobody else may build on a change that is half done; an operator's retry ends both."""
    outside["fail"] = ["fatal"]
    process_id = shared.run("change_line", {"subscription_id": line}, {"new_speed": 20}, status="failed")

    assert (process_id, False) == (shared.holder(line), shared.subscription(line).insync)
    assert 10 == shared.subscription(line).line.speed

    shared.retry(process_id)
    shared.until(process_id, "completed")
    assert (None, True) == (shared.holder(line), shared.subscription(line).insync)
    assert 20 == shared.subscription(line).line.speed


@pytest.mark.parametrize(
    ("made", "words"),
    [
        ({"status": INITIAL}, "The subscription is initial; Change line may start when it is active."),
        ({"status": TERMINATED}, "The subscription is terminated; Change line may start when it is active."),
        ({"insync": False}, "The subscription is out of sync: a change of it is unfinished."),
    ],
)
def test_a_modify_that_may_not_start_says_why(shared: Hand, made: dict[str, Any], words: str) -> None:
    """The sentence names what is and what has to be; nothing is written."""
    line = shared.line(**made)
    before = shared.counts()

    with pytest.raises(RefusedError, match=words):
        shared.accept("change_line", {"subscription_id": line}, {"new_speed": 20})

    assert before == shared.counts()


def test_a_stale_version_says_who_changed_it(shared: Hand, line: str) -> None:
    """Who saw version 1 hears by whom and by what it was changed."""
    shared.run("change_line", {"subscription_id": line}, {"new_speed": 20}, actor="dave")

    with pytest.raises(FormValidationError) as caught:
        shared.accept("change_line", {"subscription_id": line, "version": 1}, {"new_speed": 30})

    (error,) = caught.value.errors
    assert ["version"] == error.loc
    assert "at version 2, not 1: it was changed by dave (Change line) at 20" in error.msg


@pytest.mark.parametrize("subscription_id", [str(uuid4()), "abc", None, 5])
def test_a_subscription_that_is_not_there_is_the_pages_error(shared: Hand, subscription_id: Any) -> None:
    """An unknown id, and what is no id, are errors of the first page."""
    with pytest.raises(FormValidationError) as caught:
        shared.accept("change_line", {"subscription_id": subscription_id}, {"new_speed": 20})

    assert (0, ["subscription_id"]) == (caught.value.page, caught.value.errors[0].loc)


def test_what_may_start_is_known_with_reasons(shared: Hand, line: str) -> None:
    """Every workflow of the product is listed with whether it may start, and the sentence why not."""
    process_id = shared.accept("change_line", {"subscription_id": line}, {"new_speed": 20})

    with shared.database.reading() as connection:
        found = {each.workflow: each for each in workflows_for(connection, UUID(line))}

    assert {"change_line": False, "end_line": False, "validate_line": True} == {
        name: each.allowed for name, each in found.items()
    }
    assert f"Process {process_id} (Change line) works on this" in (found["end_line"].reason or "")
    assert found["validate_line"].reason is None
    shared.abort(process_id)


# --- terminate ---------------------------------------------------------------------------------------------------


def test_a_terminate_ends_the_subscription(shared: Hand, line: str) -> None:
    """Terminated, with an end date, in sync and unlocked; nothing can be started on it any more."""
    shared.run("end_line", {"subscription_id": line})

    ended = shared.subscription(line)
    assert (TERMINATED, True) == (ended.status, ended.insync)
    assert ended.end_date is not None
    assert shared.holder(line) is None
    with pytest.raises(RefusedError, match="The subscription is terminated; End line may start"):
        shared.accept("end_line", {"subscription_id": line})


# --- validate ----------------------------------------------------------------------------------------------------


def verdict_of(hand: Hand, process_id: UUID) -> Any:
    with hand.database.reading() as connection:
        return connection.execute(select(validation).where(validation.c.process_id == process_id)).one()


@pytest.mark.parametrize(
    ("observed", "verdict"),
    [
        (10, "in_sync"),
        (11, "drifted"),
        (InconclusiveError("no answer"), "inconclusive"),
        (KeyError(), "error"),
    ],
    ids=repr,
)
def test_a_validation_has_a_verdict(shared: Hand, line: str, observed: Any, verdict: str) -> None:
    """The verdict and the report of every check are kept; the subscription itself is left alone."""
    real[label_of(shared, line)] = observed

    process_id = shared.run("validate_line", {"subscription_id": line})

    found = verdict_of(shared, process_id)
    assert (verdict, 1, UUID(line)) == (found.verdict, found.version, found.subscription_id)
    assert [
        ("Speed on the network", "network", verdict),
        ("Label is there", "inventory", "in_sync"),
    ] == [(check["title"], check["system"], check["verdict"]) for check in found.checks]
    assert (1, True, None) == (
        shared.subscription(line).version,
        shared.subscription(line).insync,
        shared.holder(line),
    )


def test_a_finding_says_what_differs(shared: Hand, line: str) -> None:
    """Path, expected and observed are in the report."""
    real[label_of(shared, line)] = 11

    process_id = shared.run("validate_line", {"subscription_id": line})

    (finding,) = verdict_of(shared, process_id).checks[0]["findings"]
    assert {"path": "speed", "expected": 10, "observed": 11, "system": None, "adopt": None} == finding


def test_every_check_runs_whatever_the_others_find(shared: Hand) -> None:
    """A check that cannot ask its system does not keep the next one from finding its drift: the strongest counts."""
    line = shared.line("")
    real[""] = InconclusiveError("no answer")

    process_id = shared.run("validate_line", {"subscription_id": line})

    found = verdict_of(shared, process_id)
    assert ["inconclusive", "drifted"] == [check["verdict"] for check in found.checks]
    assert "no label" in found.checks[1]["findings"][0]["observed"]
    assert "drifted" == found.verdict


def test_a_validation_needs_neither_lock_nor_sync(shared: Hand, line: str) -> None:
    """It runs beside a change, and that keeps its lock."""
    changing = shared.accept("change_line", {"subscription_id": line}, {"new_speed": 20})

    shared.run("validate_line", {"subscription_id": line})

    assert changing == shared.holder(line)
    assert not shared.subscription(line).insync
    shared.abort(changing)


# --- task --------------------------------------------------------------------------------------------------------


def test_a_task_belongs_to_no_subscription(shared: Hand) -> None:
    """Its State has its answers and what every process has, and no subscription is touched."""
    before = shared.counts()

    process_id = shared.run("count_task", {"count": 1})

    assert {
        "process_id": str(process_id),
        "workflow_name": "count_task",
        "workflow_target": "task",
        "reporter": "alice",
        "count": 2,
        "noted": 2,
    } == shared.state(process_id)
    assert before["subscription_version"] == shared.counts()["subscription_version"]


# --- create ------------------------------------------------------------------------------------------------------


def test_a_create_begins_with_product_and_customer(shared: Hand) -> None:
    """State has ids and names of what was ordered for whom; the subscription is that customer's."""
    process_id = shared.run("create_line", {}, {"label": "a", "speed": 1})

    state = shared.state(process_id)
    made = shared.subscription(state["subscription"]["subscription_id"])
    assert (str(made.product.product_id), "Line", "default") == (
        state["product"],
        state["product_name"],
        state["customer_id"],
    )
    assert ("default", "active", True) == (made.customer_id, made.status, made.insync)


def test_a_create_that_fails_holds_the_lock_of_what_it_made(shared: Hand) -> None:
    """What is half made cannot be changed by others; once it is aborted it can be terminated."""
    outside["fail"] = ["fatal"]
    process_id = shared.run("create_line", {}, {"label": "a", "speed": 1}, status="failed")
    line = shared.state(process_id)["subscription"]["subscription_id"]

    assert process_id == shared.holder(line)
    with pytest.raises(LockedError):
        shared.accept("end_line", {"subscription_id": line})
    shared.abort(process_id)
    shared.until(process_id, "aborted")
    assert shared.holder(line) is None
