"""References in workflows: what is in use is not ended."""

from uuid import UUID

import circuits
import pytest
from circuits import Plug, PlugBlockInactive, PlugInactive
from hand import Hand

from perdure import ACTIVE, TERMINATED
from perdure.activities.availability import workflows_for
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.errors import RefusedError
from perdure.domain.store import bind_store

plugin = circuits.plugin


@pytest.fixture
def plug(shared: Hand) -> str:
    """The id of an active plug that nothing uses."""
    session = SubscriptionSession(shared.database)
    with bind_store(session):
        made = PlugInactive.new("Plug", "default", insync=True, plug=PlugBlockInactive(name="a"))
        Plug.from_other_lifecycle(made, ACTIVE)
    with shared.database.transaction() as connection:
        write_changes(connection, session.changes())
    return str(made.subscription_id)


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
