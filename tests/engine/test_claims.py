"""Claims in workflows: who comes second hears who was first, and what is not needed any more is free."""

import circuits
from circuits import Plug, new_plug
from hand import Hand
from sqlalchemy import select

from perdure import find
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.tables import claim
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
