"""What is in use: who uses it, and that it is not ended under them."""

from threading import Barrier, Thread
from uuid import UUID

import pytest

from perdure.db.engine import Database
from perdure.db.subscription_relations import relations_of
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.errors import InUseError, LifecycleError
from perdure.domain.lifecycle import ACTIVE, TERMINATED
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .networks import (
    CATALOGUE,
    Bundle,
    BundleBlock,
    Circuit,
    CircuitBlock,
    Port,
    PortBlock,
    PortBlockInactive,
    PortInactive,
)


@pytest.fixture
def port(step: Step) -> UUID:
    """The id of an active port."""
    with step():
        made = PortInactive.new("Port", "default", port=PortBlockInactive(name="a"))
        Port.from_other_lifecycle(made, ACTIVE)
    return made.subscription_id


@pytest.fixture
def circuit(step: Step, port: UUID) -> UUID:
    """The id of a circuit that uses the port."""
    return new_circuit(step, port)


def new_circuit(step: Step, port: UUID) -> UUID:
    with step():
        made = Circuit.new("Circuit", "default", circuit=CircuitBlock.new(ends=[PortBlock.ref(port)]))
    return made.subscription_id


def over(bundle: UUID) -> Circuit:
    """Make a circuit over a bundle."""
    return Circuit.new("Circuit", "default", circuit=CircuitBlock.new(over=BundleBlock.ref(bundle)))


def terminate(step: Step, subscription_id: UUID) -> None:
    with step():
        SubscriptionModel.from_other_lifecycle(
            SubscriptionModel.from_subscription_id(subscription_id), TERMINATED
        )


def test_both_ends_of_a_reference_know_each_other(database: Database, port: UUID, circuit: UUID) -> None:
    """One end says what it depends on, the other what uses it, with description, status, product and place."""
    with database.reading() as connection:
        (on,), by_none = relations_of(connection, circuit, users=10)
        on_none, (by,) = relations_of(connection, port, users=10)
    assert (port, "Port a", ACTIVE, "Port", "circuit.ends.0") == tuple(on)[2:7]
    assert (circuit, "Circuit a", "initial", "Circuit", "circuit.ends.0") == tuple(by)[2:7]
    assert ([], []) == (by_none, on_none)


def test_what_is_in_use_is_not_terminated(step: Step, port: UUID, circuit: UUID) -> None:
    """Terminating is refused by the transaction itself, and the message names who uses it."""
    with pytest.raises(InUseError, match=rf"{port} is in use by Circuit a \({circuit}\)\."):
        terminate(step, port)
    with step():
        assert ACTIVE == Port.from_subscription_id(port).status


def test_many_users_are_not_all_named(step: Step, port: UUID) -> None:
    """Three users are named, the oldest first; of more the message says so."""
    circuits = [new_circuit(step, port) for _ in range(4)]
    named = ", ".join(f"Circuit a ({circuit})" for circuit in circuits[:3])
    with pytest.raises(InUseError) as refused:
        terminate(step, port)
    assert f"Subscription {port} is in use by {named} and others." == str(refused.value)


def test_what_is_terminated_uses_nothing_any_more(step: Step, port: UUID, circuit: UUID) -> None:
    """When the last user has ended, what it used may end."""
    terminate(step, circuit)
    terminate(step, port)
    with step():
        assert TERMINATED == PortInactive.from_subscription_id(port).status


def test_what_is_terminated_is_not_used_again(step: Step, port: UUID) -> None:
    """A new reference to a terminated subscription is refused; the message names both."""
    with step():
        bundle = Bundle.new("Bundle", "default", bundle=BundleBlock(members=[]))
    terminate(step, bundle.subscription_id)
    expected = rf"cannot refer to Bundle \({bundle.subscription_id}\), which is terminated"
    with pytest.raises(LifecycleError, match=expected), step():
        over(bundle.subscription_id)


def test_a_block_in_use_is_not_removed(step: Step) -> None:
    """A block that another subscription refers to stays; one beside it may go."""
    with step():
        members = [PortBlock(name="a"), PortBlock(name="b")]
        bundle = Bundle.new("Bundle", "default", bundle=BundleBlock(members=members))
        Circuit.new("Circuit", "default", circuit=CircuitBlock.new(ends=[members[0]]))
    with step():
        Bundle.from_subscription_id(bundle.subscription_id).bundle.members.pop()
    with pytest.raises(InUseError, match=r"has blocks that are in use by Circuit a"), step():
        Bundle.from_subscription_id(bundle.subscription_id).bundle.members.pop()


@pytest.mark.parametrize("first", ["end", "use"])
def test_using_and_ending_at_once_exclude_each_other(
    database: Database, step: Step, port: UUID, first: str
) -> None:
    """Of a transaction that refers to a port and one that terminates it, both under way, one is refused."""
    outcomes: dict[str, str] = {}

    def attempt(name: str, begun: Barrier, written: Barrier) -> None:
        session = SubscriptionSession(database, CATALOGUE.products)
        with bind_store(session):
            if name == "end":
                SubscriptionModel.from_other_lifecycle(Port.from_subscription_id(port), TERMINATED)
            else:
                block = CircuitBlock.new(ends=[PortBlock.ref(port)])
                Circuit.new("Circuit", "default", circuit=block)
        changes = session.changes()
        begun.wait()
        try:
            with database.transaction() as connection:
                if name != first:
                    written.wait()
                write_changes(connection, changes)
                if name == first:
                    written.wait()
                outcomes[name] = "written"
        except (InUseError, LifecycleError) as error:
            outcomes[name] = type(error).__name__

    barriers = Barrier(2, timeout=20), Barrier(2, timeout=20)
    threads = [Thread(target=attempt, args=(name, *barriers)) for name in ("end", "use")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = {"end": {"use": "LifecycleError"}, "use": {"end": "InUseError"}}[first]
    assert {first: "written", **refused} == outcomes
