"""Claims in workflows: who comes second hears who was first, and what is not needed any more is free."""

from uuid import UUID

import circuits
import pytest
from circuits import Plug, new_plug
from hand import Hand
from sqlalchemy import select

from perdure import find
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.tables import claim, process_kept_result
from perdure.domain.errors import ConflictError
from perdure.domain.store import bind_store

plugin = circuits.plugin


def cord_of(hand: Hand, process_id: object) -> str:
    found: str = hand.state(process_id)["subscription"]["subscription_id"]  # type: ignore[arg-type]
    return found


def claims(hand: Hand) -> set[str]:
    with hand.database.reading() as connection:
        return set(connection.scalars(select(claim.c.key)))


def free(hand: Hand, name: str) -> bool:
    """Whether the plug of a name is found among the free ones."""
    with bind_store(SubscriptionSession(hand.database, read_only=True)):
        return name in [plug.plug.name for plug in find(Plug, free=True)]


def test_of_two_creates_one_gets_the_port(shared: Hand) -> None:
    """The second one parks with the first one's description and process; when that has ended, a retry succeeds."""
    plug = new_plug(shared.database, "contested")
    first = shared.run("create_cord", {}, {"ground": plug})
    second = shared.start("create_cord", {}, {"ground": plug})
    shared.until(second, "failed")

    failure = shared.process(second).failure
    holder = f"Cord  ({cord_of(shared, first)}), process {first} (Create cord, started by alice) has it"
    assert f"Plug contested ({plug}) is taken: {holder}" in failure
    assert not free(shared, "contested")
    shared.run("end_cord", {"subscription_id": cord_of(shared, first)})
    assert free(shared, "contested")
    shared.retry(second)
    shared.until(second, "completed")
    assert not free(shared, "contested")


def test_a_claim_before_the_subscription_becomes_its_own(shared: Hand) -> None:
    """What a create claims before there is a subscription is the subscription's afterwards, and freed with it."""
    first = shared.run("create_cord", {}, {"number": "1"})
    second = shared.start("create_cord", {}, {"number": "1"})
    shared.until(second, "failed")
    assert f"'number:1' is taken: Cord  ({cord_of(shared, first)})" in shared.process(second).failure
    shared.abort(second)
    shared.run("end_cord", {"subscription_id": cord_of(shared, first)})
    assert "number:1" not in claims(shared)


def test_an_aborted_create_gives_back_what_it_claimed(shared: Hand) -> None:
    """After an abort, number and port are free, though the subscription that was begun is still there."""
    plug, other = new_plug(shared.database, "back"), new_plug(shared.database, "gone")
    shared.run("end_plug", {"subscription_id": other})
    made = shared.start("create_cord", {}, {"ground": plug, "ends": [other], "number": "2"})
    shared.until(made, "failed")
    assert "number:2" in claims(shared)
    shared.abort(made)
    shared.until(made, "aborted")
    assert "number:2" not in claims(shared)
    assert free(shared, "back")


def test_what_was_taken_may_be_claimed_by_a_result_that_was_kept(shared: Hand) -> None:
    """Once the holder has ended, the create goes on with the very subscription that its step had made."""
    plug = new_plug(shared.database, "kept")
    first = shared.run("create_cord", {}, {"ground": plug})
    second = shared.start("create_cord", {}, {"ground": plug})
    shared.until(second, "failed")
    with shared.database.reading() as connection:
        (kept,) = connection.scalars(
            select(process_kept_result.c.result).where(process_kept_result.c.process_id == second)
        )
    shared.run("end_cord", {"subscription_id": cord_of(shared, first)})

    shared.retry(second, reapply=True)

    shared.until(second, "completed")
    assert kept["changes"][0]["subscription_id"] == cord_of(shared, second)
    assert UUID(plug) == shared.subscription(cord_of(shared, second)).cord.ground.owner_subscription_id
    assert not free(shared, "kept")


def test_without_a_result_there_is_nothing_to_apply(shared: Hand) -> None:
    """A step that has failed in its body left none, and the decision is refused."""
    gone = new_plug(shared.database, "gone")
    shared.run("end_plug", {"subscription_id": gone})
    made = shared.start("create_cord", {}, {"ends": [gone]})
    shared.until(made, "failed")
    with pytest.raises(ConflictError, match="Construct cord has left no result that could be applied"):
        shared.retry(made, reapply=True)
