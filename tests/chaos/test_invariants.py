"""Every check of an invariant finds a violation that was planted, and finds nothing where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from evidence import heard, make_tables, post, run
from invariants import violations
from planted import OTHER, PROCESS, SUBSCRIPTION, World, aborted, ordered
from sqlalchemy import Table, text, update

from perdure.db.engine import Database
from perdure.db.tables import (
    process,
    process_state,
    process_step,
    process_subscription,
    subscription_lock,
    subscription_version,
)
from perdure.embedded.postgres import PostgresServer
from perdure.testing.servers import fresh_database


@pytest.fixture(scope="module")
def database(postgres: PostgresServer, template: str) -> Iterator[Database]:
    """A database with the tables of a campaign."""
    with fresh_database(postgres, template=template) as url:
        opened = Database(url, pool_size=1)
        with opened.transaction() as connection:
            make_tables(connection)
            # Times of a story told in one transaction, whose now() stands still.
            connection.execute(
                text(
                    "CREATE FUNCTION accepted_at() RETURNS timestamptz LANGUAGE sql "
                    "AS $$ SELECT timestamptz '2026-01-01 12:00+00' $$"
                )
            )
        yield opened
        opened.close()


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """Two processes that are as they should be; rolled back afterwards."""
    with database.engine.connect() as connection:
        yield ordered(World(connection))


def test_what_is_right_violates_nothing(world: World) -> None:
    """Two ordinary processes, one of them aborted and undone: no check says anything."""
    assert [] == violations(world.connection)

    aborted(world, "2", "0")

    assert [] == violations(world.connection)


# --- 1: committed once -----------------------------------------------------------------------------------------


def test_a_step_that_completed_twice_is_found(world: World) -> None:
    """One position, completed in two generations."""
    world.step("2", "fatal_3", generation=3)

    assert [f"step 2 of process {PROCESS} is completed in 2 generations"] == world.said(1)


def test_a_version_of_a_step_that_did_not_complete_is_found(world: World) -> None:
    """A version is there, and its step's row says that the step failed."""
    world.connection.execute(
        update(subscription_version).where(subscription_version.c.version == 2).values(position="2")
    )

    (sentence,) = world.said(1)
    assert (
        f"version 2 of subscription {SUBSCRIPTION} comes from step 2 of process {OTHER}, which did not"
        in sentence
    )


def test_a_step_after_the_end_is_found(world: World) -> None:
    """A late attempt was committed when the process had ended."""
    world.step("3", "plain_4", finished_at=text("accepted_at() + interval '61 seconds'"))

    assert [f"step 3 of process {PROCESS} was committed after the process had ended"] == world.said(1)


# --- 2: written under the lock -----------------------------------------------------------------------------------


def test_two_processes_that_wrote_in_turns_are_found(world: World) -> None:
    """The first process wrote again after the second one."""
    world.connection.execute(
        text(
            "INSERT INTO subscription_version SELECT subscription_id, 3, customer_id, status, insync, description, "
            "note, start_date, end_date, schema_version, document, process_id, position, generation, created_at"
            " FROM subscription_version WHERE version = 1"
        )
    )

    assert [f"process {PROCESS} wrote subscription {SUBSCRIPTION} while others did"] == world.said(2)


def test_a_version_written_without_the_lock_is_found(world: World) -> None:
    """The process had nothing to do with the subscription; or it had ended."""
    expected = f"process {OTHER} wrote version 2 of subscription {SUBSCRIPTION} and did not hold its lock"
    with world.connection.begin_nested() as attempt:
        world.connection.execute(
            process_subscription.delete().where(process_subscription.c.process_id == OTHER)
        )
        assert [expected] == world.said(2)
        attempt.rollback()

    world.change(subscription_version, OTHER, created_at=text("accepted_at() + interval '61 seconds'"))
    assert [expected] == world.said(2)


def test_a_lock_that_outlives_its_process_is_found(world: World) -> None:
    """The process has ended, and its lock is there."""
    world.plant(subscription_lock, subscription_id=SUBSCRIPTION, process_id=OTHER)

    assert [f"process {OTHER} has ended and holds the lock of subscription {SUBSCRIPTION}"] == world.said(2)


# --- 3: acknowledged and kept ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (process_state, {"state": {"flips": 1, "step_1": 1, "step_3": 3}}),
        (process_state, {"state": {"answer_2": "nonce 1", "again": "nonce 1"}}),
        (process_step, {"actor": "somebody else"}),
        (process_step, {"delta": {"changed": {}}}),
    ],
)
def test_an_acknowledged_answer_that_is_not_there_once_is_found(
    world: World, table: Table, values: Any
) -> None:
    """It is not in State, or twice; the row has somebody else's."""
    world.change(table, **values)

    assert f"answer of bob at step 1 of process {PROCESS} was acknowledged and is in" in world.said(3)[0]


def test_two_that_were_both_told_to_be_the_first_are_found(world: World) -> None:
    """One waiting step, two acknowledged answers."""
    world.connection.execute(
        update(post).where(post.c.nonce == "late", post.c.process_id == PROCESS).values(status=204)
    )

    said = world.said(3)
    assert (
        f"2 people were told that theirs is the answer of step 1 (generation 1) of process {PROCESS}" in said
    )


def test_an_acknowledged_decision_that_is_not_there_is_found(world: World) -> None:
    """The row has another decision; the process no abort."""
    world.change(process_step, decision={"kind": "skip", "actor": "bob", "reason": "start 1"})
    world.plant(post, kind="abort", nonce="enough", actor="bob", status=204, process_id=OTHER)

    assert [
        f"the decision to retry step 2 of process {PROCESS} by bob was acknowledged and is not on its row",
        f"the abort of process {OTHER} by bob was acknowledged and is not on its row",
    ] == world.said(3)


def test_an_acknowledged_start_that_is_not_there_is_found(world: World) -> None:
    """The API gave an id, and no process has it."""
    lost = uuid4()
    world.plant(post, kind="start", nonce="lost", actor="bob", status=201, process_id=lost)

    assert [f"the start with key lost was acknowledged as process {lost}, which is not there"] == world.said(
        3
    )


# --- 4: State is the fold ----------------------------------------------------------------------------------------


def test_a_state_that_is_not_the_fold_is_found(world: World) -> None:
    """State lacks what a step changed."""
    world.change(process_state, state={"flips": 1, "step_1": 1, "answer_2": "nonce 1"})

    assert [f"State of process {PROCESS} is not the fold of its steps: step_3: None and 3"] == world.said(4)


@pytest.mark.parametrize("planted", [{"position": "7"}, {"generation": 1}, {"changed": {"step_3": 4}}])
def test_a_history_that_disagrees_with_the_rows_is_found(world: World, planted: dict[str, Any]) -> None:
    """Temporal heard of a step without a row, of one whose row says failed, of another result."""
    world.change(heard, **planted)

    (sentence,) = world.said(4)
    assert "Temporal heard that step" in sentence


def test_a_history_that_does_not_replay_is_found(world: World) -> None:
    """The interpreter would do something else than it did."""
    world.change(run, replay_failure="Nondeterminism error")

    (sentence,) = world.said(4)
    assert f"of process {PROCESS} does not replay: Nondeterminism error" in sentence


# --- 5: undone ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("undone", "words"), [(["0", "2"], "['0', '2']"), (["0"], "['0']"), ([], "[]")])
def test_what_was_not_undone_in_reverse_is_found(world: World, undone: list[str], words: str) -> None:
    """The order is wrong; one was forgotten; all were."""
    aborted(world, *undone)

    assert f"process {PROCESS} committed ['0', '2'] and took back {words}" == world.said(5)[0]


def test_an_interrupted_step_that_was_not_undone_is_found(world: World) -> None:
    """It acted outside, was never committed, and nobody took it back."""
    aborted(world, "2", "0")
    world.acts("3")

    assert [f"process {PROCESS} did not take back 3, which had acted"] == world.said(5)


def test_an_undo_of_what_never_began_is_found(world: World) -> None:
    """There is neither a row nor an effect of it."""
    aborted(world, "3", "2", "0")

    assert [f"process {PROCESS} took back 3, of which nothing had begun"] == world.said(5)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"flips": 1}, "the undo of 0 of process {} did not see 'step_1', which its step had left"),
        ({"step_1": 1, "step_3": 3}, "the undo of 0 of process {} saw 'step_3', which came later"),
    ],
)
def test_an_undo_with_the_state_of_another_moment_is_found(world: World, state: Any, words: str) -> None:
    """It saw State as it was before its step, or after later ones."""
    aborted(world, "2")
    aborted(world, "0", state=state)

    assert [words.format(PROCESS)] == world.said(5)


# --- 6: one effect -----------------------------------------------------------------------------------------------


def test_a_step_that_acted_under_two_keys_is_found(world: World) -> None:
    """The outside system could not know that it was told again."""
    world.acts("0", "another key")

    assert [f"step 0 of process {PROCESS} acted under 2 keys"] == world.said(6)


def test_two_steps_that_acted_under_one_key_are_found(world: World) -> None:
    """The outside system took one for the other."""
    world.acts("9", f"{PROCESS}/0")

    assert [f"key {PROCESS}/0 was used by 2 steps"] == world.said(6)


def test_a_completed_step_without_an_effect_is_found(world: World) -> None:
    """The row says that it was done, and it was not."""
    world.step("9", "plain_9")

    assert [f"step 9 of process {PROCESS} is completed and has had no effect"] == world.said(6)


# --- 7: starts run -----------------------------------------------------------------------------------------------


def test_a_start_that_never_began_is_found(world: World) -> None:
    """It was accepted, and that is all."""
    world.change(process, status="accepted")

    assert [f"process {PROCESS} was accepted and never began"] == world.said(7)


def test_two_live_runs_are_found(world: World) -> None:
    """Two runs of one process at once."""
    world.change(process, finished_at=None, status="running")
    world.change(run, live=True)
    world.plant(run, process_id=PROCESS, run_id="second", live=True)

    assert [f"process {PROCESS} has 2 live runs"] == world.said(7)


def test_a_run_without_its_process_and_a_process_without_its_run_are_found(world: World) -> None:
    """One has ended and its run is alive; the other is open and has none."""
    world.change(run, live=True)
    world.change(process, OTHER, finished_at=None, status="running")

    assert [
        f"process {PROCESS} is completed and its run is alive",
        f"process {OTHER} is running and has no run",
    ] == world.said(7)


def test_a_start_that_trips_over_itself_is_found(world: World) -> None:
    """A retry was refused because of the lock that its first attempt had left."""
    world.plant(post, kind="start", nonce="start 1", actor="alice", status=409, holder=PROCESS)

    said = f"the start with key start 1 was refused because of process {PROCESS}, which is its own"
    assert [said] == world.said(7)


# --- 8: nothing is stuck -----------------------------------------------------------------------------------------


def test_a_process_that_waits_for_nobody_is_found(world: World) -> None:
    """It is open, and no row says for whom; with a row that waits for somebody, or failed, it is fine."""
    world.change(process, finished_at=None, status="running", position="2")
    assert [f"process {PROCESS} is running at step 2, and waits for nobody"] == world.said(8)

    with world.connection.begin_nested() as attempt:
        world.step("3", "ask_4", kind="input", status="waiting", assignee="bob")
        assert [] == world.said(8)
        attempt.rollback()

    world.step("3", "fatal_4", status="failed", error={"message": "no"})
    assert [] == world.said(8)
