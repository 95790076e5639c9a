"""Changes of one subscription that were begun from one version."""

from collections.abc import Callable
from uuid import UUID

import pytest

from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.errors import ConflictError
from perdure.domain.lifecycle import ACTIVE
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .networks import CATALOGUE, Circuit, CircuitBlock, Port, PortBlock, PortBlockInactive, PortInactive

Edit = Callable[[Circuit], object]


@pytest.fixture
def ports(step: Step) -> list[UUID]:
    """The ids of three active ports, a, b and c."""
    with step():
        made = [
            Port.from_other_lifecycle(
                PortInactive.new("Port", "default", port=PortBlockInactive(name=name)), ACTIVE
            )
            for name in "abc"
        ]
    return [port.subscription_id for port in made]


@pytest.fixture
def circuit(step: Step, ports: list[UUID]) -> UUID:
    """The id of a circuit with one end, on port a."""
    with step():
        block = CircuitBlock.new(ends=[PortBlock.ref(ports[0])])
        made = Circuit.new("Circuit", "default", circuit=block)
    return made.subscription_id


def together(database: Database, step: Step, circuit: UUID, first: Edit, second: Edit) -> None:
    """Let two load one version, the first one save its change, and the second one put its own on top."""
    slower = SubscriptionSession(database, CATALOGUE.products)
    with bind_store(slower):
        second(Circuit.from_subscription_id(circuit))
    with step():
        first(Circuit.from_subscription_id(circuit))
    changes = slower.changes()
    with database.transaction() as connection:
        write_changes(connection, slower.merged(connection, changes))


def test_different_fields_are_both_changed(database: Database, step: Step, circuit: UUID) -> None:
    """What neither changed stays, what each changed is there, and the version counts both."""
    together(
        database,
        step,
        circuit,
        lambda one: setattr(one.circuit, "bandwidth", 10),
        lambda one: setattr(one, "note", "slow"),
    )
    with step():
        found = Circuit.from_subscription_id(circuit)
        assert (10, "slow", 3) == (found.circuit.bandwidth, found.note, found.version)


def test_both_may_add_references(database: Database, step: Step, circuit: UUID, ports: list[UUID]) -> None:
    """Two branches that add ports to one list leave both there, with relations and description in line."""
    together(
        database,
        step,
        circuit,
        lambda one: one.circuit.ends.append(PortBlock.ref(ports[1])),
        lambda one: one.circuit.ends.append(PortBlock.ref(ports[2])),
    )
    with step():
        found = Circuit.from_subscription_id(circuit)
        names = [end.name for end in found.circuit.ends]
        assert {"a", "b", "c"} == set(names)
        assert f"Circuit {' - '.join(names)}" == found.description
        assert [] == [end for end in found.circuit.ends if end.owner_subscription_id not in ports]


def test_a_status_and_a_field_are_both_changed(database: Database, step: Step, circuit: UUID) -> None:
    """One branch moves the subscription on while another fills in a field."""
    together(
        database,
        step,
        circuit,
        lambda one: SubscriptionModel.from_other_lifecycle(one, ACTIVE),
        lambda one: setattr(one.circuit, "bandwidth", 10),
    )
    with step():
        found = Circuit.from_subscription_id(circuit)
        assert (ACTIVE, 10) == (found.status, found.circuit.bandwidth)


def test_one_place_changed_twice_is_a_conflict(database: Database, step: Step, circuit: UUID) -> None:
    """The message has the place, both values, both versions and what to do; the first change stays."""
    with pytest.raises(ConflictError) as refused:
        together(
            database,
            step,
            circuit,
            lambda one: setattr(one.circuit, "bandwidth", 10),
            lambda one: setattr(one.circuit, "bandwidth", 20),
        )
    assert (
        f"Subscription {circuit} (Circuit a) was loaded in version 1, and version 2 has changed the same: "
        "circuit.bandwidth (20 here, 10 there). Retry to do this step again on top of that, or have its result "
        "applied all the same."
    ) == str(refused.value)
    with step():
        assert 10 == Circuit.from_subscription_id(circuit).circuit.bandwidth


def test_removing_what_another_changed_is_a_conflict(database: Database, step: Step, circuit: UUID) -> None:
    """A block that one took away and the other filled in is named."""
    with step():
        Circuit.from_subscription_id(circuit).circuit.ways = [PortBlockInactive(name="x")]
    with pytest.raises(ConflictError, match=r"circuit\.ways\[.*\].*removed here, 'y' there"):
        together(
            database,
            step,
            circuit,
            lambda one: setattr(one.circuit.ways[0], "name", "y"),
            lambda one: one.circuit.ways.clear(),
        )


def test_the_same_change_twice_is_none(database: Database, step: Step, circuit: UUID) -> None:
    """Two that agree do not stand in each other's way."""
    together(database, step, circuit, *[lambda one: setattr(one.circuit, "note", "x")] * 2)
    with step():
        assert "x" == Circuit.from_subscription_id(circuit).circuit.note
