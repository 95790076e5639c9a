"""What is held by one at a time: references that are exclusive, and keys."""

from threading import Barrier, Thread
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from perdure.db.claims import Holder, drop_claims, release_process, take_claims
from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.db.tables import claim
from perdure.domain.errors import ClaimedError
from perdure.domain.find import find
from perdure.domain.lifecycle import ACTIVE, TERMINATED
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .networks import CATALOGUE, Circuit, CircuitBlock, Port, PortBlock, PortBlockInactive, PortInactive
from .test_saving import new_process


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


def circuit(step: Step, main: UUID | None = None, both: tuple[UUID, ...] = ()) -> UUID:
    """Make a circuit that wants ports for itself alone."""
    with step():
        block = CircuitBlock.new(both=[PortBlock.ref(port) for port in both])
        block.main = PortBlock.ref(main) if main else None
        made = Circuit.new("Circuit", "default", circuit=block)
    return made.subscription_id


def test_of_two_at_once_exactly_one_gets_the_port(database: Database, ports: list[UUID]) -> None:
    """Of eight transactions that begin together, one has the port and seven are told which one that is."""
    barrier, made, refused = Barrier(8, timeout=20), [], []

    def take() -> None:
        session = SubscriptionSession(database, CATALOGUE.products)
        with bind_store(session):
            block = CircuitBlock.new(main=PortBlock.ref(ports[0]))
            one = Circuit.new("Circuit", "default", circuit=block)
        changes = session.changes()
        barrier.wait()
        try:
            with database.transaction() as connection:
                write_changes(connection, changes)
            made.append(str(one.subscription_id))
        except ClaimedError as error:
            refused.append(error.members["subscription_id"])

    threads = [Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made * 7 == refused


def test_the_error_names_what_is_taken_and_by_whom(step: Step, ports: list[UUID]) -> None:
    """Alone or in a list, and whichever field the other one has it in."""
    holder = circuit(step, both=(ports[0], ports[1]))
    with pytest.raises(ClaimedError, match=rf"Port b \({ports[1]}\) is taken: Circuit  \({holder}\) has it"):
        circuit(step, main=ports[1])


def test_a_reference_that_is_not_exclusive_takes_nothing(step: Step, ports: list[UUID]) -> None:
    """Others may refer to the port in a field for which one need not be alone."""
    circuit(step, main=ports[0])
    with step():
        block = CircuitBlock.new(ends=[PortBlock.ref(ports[0])], spare=PortBlock.ref(ports[0]))
        Circuit.new("Circuit", "default", circuit=block)


def test_letting_go_lets_others(step: Step, ports: list[UUID]) -> None:
    """Removed from the field, or with the end of its subscription, the port is free for the next one."""
    first = circuit(step, main=ports[0], both=(ports[1],))
    with step():
        Circuit.from_subscription_id(first).circuit.main = None
    second = circuit(step, main=ports[0])
    with step():
        SubscriptionModel.from_other_lifecycle(Circuit.from_subscription_id(second), TERMINATED)
    circuit(step, main=ports[0])
    with pytest.raises(ClaimedError, match="Port b"):
        circuit(step, main=ports[1])


def test_what_is_held_may_change_its_place(step: Step, ports: list[UUID]) -> None:
    """A subscription does not stand in its own way."""
    made = circuit(step, main=ports[0], both=(ports[1],))
    with step():
        block = Circuit.from_subscription_id(made).circuit
        block.main, block.both = block.both[0], [PortBlock.ref(ports[0])]
    with step():
        assert ["b", "a"] == [
            port.name for port in (block.main, *Circuit.from_subscription_id(made).circuit.both) if port
        ]


def test_find_leaves_out_what_is_held(step: Step, ports: list[UUID]) -> None:
    """`free` finds what nobody holds; given a subscription, also what that one holds itself."""
    one, _other = circuit(step, main=ports[0]), circuit(step, main=ports[1])
    with step():
        mine = Circuit.from_subscription_id(one)
        assert {"c"} == {port.port.name for port in find(Port, free=True)}
        assert {"a", "c"} == {port.port.name for port in find(Port, free=mine)}
        assert {"a", "b", "c"} == {port.port.name for port in find(Port)}


def keys(database: Database) -> set[str]:
    with database.reading() as connection:
        return set(connection.scalars(select(claim.c.key)))


def test_keys_are_held_by_one_process_or_subscription(database: Database, ports: list[UUID]) -> None:
    """Who has a key may take it again; others hear who it is, and may not give it up."""
    mine, theirs = Holder(None, new_process(database)), Holder(ports[0], new_process(database))
    with database.transaction() as connection:
        take_claims(connection, ["vlan:1", "vlan:2"], mine)
        take_claims(connection, ["vlan:1"], mine)
    expected = rf"'vlan:1' is taken: process {mine.process_id} \(Modify link, started by alice\) has it"
    with pytest.raises(ClaimedError, match=expected), database.transaction() as connection:
        take_claims(connection, ["vlan:1", "vlan:3"], theirs)
    with database.transaction() as connection:
        drop_claims(connection, ["vlan:1"], theirs)
    assert {"vlan:1", "vlan:2"} == keys(database)
    with database.transaction() as connection:
        drop_claims(connection, ["vlan:1"], mine)
        take_claims(connection, ["vlan:1"], theirs)
        take_claims(connection, ["vlan:1"], Holder(ports[0], None))


def test_at_its_end_a_process_gives_back_what_no_subscription_has(
    database: Database, ports: list[UUID]
) -> None:
    """What it claimed for a subscription stays, unless what it did is given up."""
    process_id = new_process(database)
    with database.transaction() as connection:
        take_claims(connection, ["own"], Holder(None, process_id))
        take_claims(connection, ["lasting"], Holder(ports[0], process_id))
        release_process(connection, process_id, of_subscriptions=False)
    assert {"lasting"} == keys(database)
    with database.transaction() as connection:
        release_process(connection, process_id, of_subscriptions=True)
        release_process(connection, uuid4(), of_subscriptions=True)
    assert set() == keys(database)
