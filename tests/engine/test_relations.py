"""References in workflows: what is in use is not ended, and not changed without its lock."""

from uuid import UUID

import circuits
import pytest
from circuits import new_plug
from hand import Hand

from perdure import ACTIVE, TERMINATED
from perdure.activities.availability import workflows_for
from perdure.db.sync import set_insync
from perdure.domain.errors import RefusedError

plugin = circuits.plugin


@pytest.fixture
def plug(shared: Hand) -> str:
    """The id of an active plug that nothing uses."""
    return new_plug(shared.database, "a")


def cord_of(hand: Hand, process_id: UUID) -> str:
    found: str = hand.state(process_id)["subscription"]["subscription_id"]
    return found


def cord(hand: Hand, *plugs: str) -> str:
    """Create a cord between plugs and give its id."""
    return cord_of(hand, hand.run("create_cord", {}, {"ends": list(plugs)}))


def test_a_create_refers_to_what_is_there(shared: Hand, plug: str) -> None:
    """Through all steps of a create the reference stays one, and the plug is not changed by it."""
    made = shared.subscription(cord(shared, plug))
    assert ("Cord a", ACTIVE) == (made.description, made.status)
    assert UUID(plug) == made.cord.ends[0].owner_subscription_id
    assert 1 == shared.subscription(plug).version


def test_what_is_in_use_is_not_offered_for_termination(shared: Hand, plug: str) -> None:
    """The start is refused with the users' names, and the list of workflows says the same."""
    user = cord(shared, plug)
    reason = f"The subscription is in use by Cord a ({user}); change or terminate those first."
    with shared.database.reading() as connection:
        found = {one.workflow: one.reason for one in workflows_for(connection, UUID(plug))}
    assert {"end_plug": reason, "tear_plug_out": None} == found
    with pytest.raises(RefusedError) as refused:
        shared.accept("end_plug", {"subscription_id": plug})
    assert reason == str(refused.value)


def test_it_may_end_after_its_users(shared: Hand, plug: str) -> None:
    """When the cord has ended, the plug may."""
    shared.run("end_cord", {"subscription_id": cord(shared, plug)})
    shared.run("end_plug", {"subscription_id": plug})
    assert TERMINATED == shared.subscription(plug).status


def test_a_workflow_may_end_what_is_in_use(shared: Hand, plug: str) -> None:
    """With `blocked_by_relations=False` a terminate runs to its end though there are users."""
    cord(shared, plug)
    shared.run("tear_plug_out", {"subscription_id": plug})
    assert TERMINATED == shared.subscription(plug).status


def test_who_comes_to_use_it_meanwhile_stops_the_end(shared: Hand, plug: str) -> None:
    """A use that begins after the terminate was accepted parks it; once the user has ended, a retry succeeds."""
    ending = shared.accept("end_plug", {"subscription_id": plug})
    user = cord(shared, plug)
    shared.tell(ending)
    shared.until(ending, "failed")
    assert f"Subscription {plug} is in use by Cord a ({user})." == shared.process(ending).failure
    shared.run("end_cord", {"subscription_id": user})
    shared.retry(ending)
    shared.until(ending, "completed")


def test_what_is_referred_to_is_changed_after_it_was_locked(shared: Hand, plug: str) -> None:
    """A task may change plugs that it has locked; they are in sync and unlocked again when it has ended."""
    other = new_plug(shared.database, "b")
    process_id = shared.run("name_plugs_task", {"plugs": [plug, other], "name": "z"})
    assert ["z", "z"] == [shared.subscription(one).plug.name for one in (plug, other)]
    assert {True} == {shared.subscription(one).insync for one in (plug, other)}
    assert [None, None] == [shared.holder(one) for one in (plug, other)]
    assert 3 == len(shared.steps(process_id))


def test_without_the_lock_it_is_not_changed(shared: Hand, plug: str) -> None:
    """A change by way of a reference parks with the owner's id and what to do; nothing is saved."""
    user = cord(shared, plug)
    process_id = shared.run(
        "name_ends_of_cord", {"subscription_id": user}, {"plugs": [], "name": "z"}, status="failed"
    )
    failure = shared.process(process_id).failure
    assert f"changed subscription {plug} without holding its lock" in failure
    assert "put lock(…) before this step" in failure
    assert "a" == shared.subscription(plug).plug.name


def test_a_lock_that_another_has_is_waited_for_and_then_named(shared: Hand, plug: str) -> None:
    """Locking what another process works on parks with that process's id; after it has ended a retry succeeds."""
    ending = shared.accept("end_plug", {"subscription_id": plug})
    naming = shared.run("name_plugs_task", {"plugs": [plug], "name": "z"}, status="failed")
    assert f"Process {ending} (End plug" in shared.process(naming).failure
    shared.abort(ending)
    shared.until(ending, "aborted")
    shared.retry(naming)
    shared.until(naming, "completed")


def test_what_is_out_of_sync_is_not_locked(shared: Hand, plug: str) -> None:
    """A subscription with an unfinished change is refused: this process would declare it finished."""
    ending = shared.accept("end_plug", {"subscription_id": plug})
    naming = shared.run("name_plugs_task", {"plugs": [plug], "name": "z"}, status="failed")
    shared.abort(ending)
    shared.until(ending, "aborted")
    with shared.database.transaction() as connection:
        set_insync(connection, [UUID(plug)], insync=False)
    shared.retry(naming)
    shared.until_failed_steps(naming, 1)
    assert "(Plug a) is out of sync" in shared.process(naming).failure


def test_a_process_ends_itself_for_a_reason(shared: Hand, plug: str) -> None:
    """When the predicate holds the process is aborted with the reason, and what it locked is free."""
    process_id = shared.start("name_plugs_task", {"plugs": [plug], "name": "stop"})
    shared.until(process_id, "aborted")
    (decided,) = [event for event in shared.events(process_id) if event.kind == "process.abort_decided"]
    assert ("alice", "A plug is not named so.") == (decided.actor, decided.reason)
    assert (None, "a") == (shared.holder(plug), shared.subscription(plug).plug.name)
