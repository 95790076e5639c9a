"""Blocks of other subscriptions: stored as references, loaded as themselves."""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, text

from perdure.db.engine import Database
from perdure.db.locks import require_locks
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.tables import subscription, subscription_relation
from perdure.domain.errors import ConflictError, LifecycleError, NotFoundError, SubscriptionError
from perdure.domain.find import find
from perdure.domain.lifecycle import ACTIVE, PROVISIONING
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .networks import (
    Bundle,
    BundleBlock,
    Circuit,
    CircuitBlock,
    Node,
    NodeBlock,
    Port,
    PortBlock,
    PortBlockInactive,
    PortInactive,
)

Ports = Callable[..., list[UUID]]


@pytest.fixture
def ports(step: Step) -> Ports:
    """Make active ports of these names and give their ids."""

    def make(*names: str, node: UUID | None = None) -> list[UUID]:
        with step():
            made = []
            for name in names:
                block = PortBlockInactive(name=name, node=NodeBlock.ref(node) if node else None)
                made.append(
                    Port.from_other_lifecycle(PortInactive.new("Port", "default", port=block), ACTIVE)
                )
        return [port.subscription_id for port in made]

    return make


def circuit(step: Step, *ends: UUID, **values: object) -> UUID:
    """Make a circuit between ports."""
    with step():
        block = CircuitBlock.new(ends=[PortBlock.ref(end) for end in ends], **values)
        made = Circuit.new("Circuit", "default", circuit=block)
    return made.subscription_id


def document(database: Database, subscription_id: UUID) -> dict[str, object]:
    """What is stored of a subscription."""
    query = select(subscription.c.document).where(subscription.c.subscription_id == subscription_id)
    with database.reading() as connection:
        found: dict[str, object] = connection.execute(query).scalar_one()
        return found


def test_a_reference_comes_back_as_the_block_itself(step: Step, ports: Ports) -> None:
    """Alone, absent and in a list, in order, a reference is the very block of the subscription that owns it."""
    a, b, c = ports("a", "b", "c")
    made = circuit(step, b, a, b)
    with step():
        found = Circuit.from_subscription_id(made)
        found.circuit.spare = PortBlock.ref(c)
    with step() as written:
        found = Circuit.from_subscription_id(made)
        assert ["b", "a", "b"] == [end.name for end in found.circuit.ends]
        assert found.circuit.ends[1] is Port.from_subscription_id(a).port
        assert found.circuit.spare is Port.from_subscription_id(c).port
        assert c == found.circuit.spare.owner_subscription_id
    assert [] == written


def test_stored_is_the_reference_and_no_copy(step: Step, ports: Ports, database: Database) -> None:
    """The document has the ids of the subscription and of its block, and nothing of what is in it."""
    (a,) = ports("a")
    made = circuit(step, a)
    with step():
        block = str(Port.from_subscription_id(a).port.subscription_instance_id)
    stored = document(database, made)["circuit"]
    assert [{"$ref": str(a), "subscription_instance_id": block}] == stored["ends"]  # type: ignore[index]


def test_a_block_of_another_subscription_is_a_reference_wherever_it_is_put(step: Step, ports: Ports) -> None:
    """A block that was taken from a loaded subscription need not be named with `ref`."""
    (a,) = ports("a")
    with step():
        made = Circuit.new("Circuit", "default", circuit=CircuitBlock.new())
        made.circuit.ends.append(Port.from_subscription_id(a).port)
    with step():
        assert a == Circuit.from_subscription_id(made.subscription_id).circuit.ends[0].owner_subscription_id


def test_what_one_step_makes_may_refer_to_what_it_makes_too(step: Step) -> None:
    """Two new subscriptions, one in the other, are saved in one go, whatever their order."""
    with step():
        node = Node.new("Node", "default", node=NodeBlock(name="ams1"))
        port = PortInactive.new("Port", "default", port=PortBlockInactive(name="a", node=node.node))
    with step():
        found = PortInactive.from_subscription_id(port.subscription_id)
        assert found.port.node is Node.from_subscription_id(node.subscription_id).node


def test_all_references_are_resolved_in_one_statement(
    step: Step, ports: Ports, statements: list[str]
) -> None:
    """Loading takes one statement for the subscription and one for all that it refers to, near and far."""
    with step():
        node = Node.new("Node", "default", node=NodeBlock(name="ams1"))
    names = [f"p{number}" for number in range(12)]
    made = circuit(step, *ports(*names, node=node.subscription_id))
    with step():
        statements.clear()
        ends = Circuit.from_subscription_id(made).circuit.ends
        assert 2 == len(statements)
        assert names == [end.name for end in ends]
        assert {"ams1"} == {end.node.name for end in ends if end.node}
        Port.from_subscription_id(str(ends[0].owner_subscription_id))
        assert 2 == len(statements)


def test_finding_many_resolves_all_their_references_at_once(
    step: Step, ports: Ports, statements: list[str]
) -> None:
    """A list of subscriptions takes one statement more for what all of them refer to."""
    for end in ports("a", "b", "c"):
        circuit(step, end)
    with step():
        statements.clear()
        assert ["a", "b", "c"] == [found.circuit.ends[0].name for found in find(Circuit)]
        assert 2 == len(statements)


def test_who_uses_a_block_is_found_by_the_block(step: Step, ports: Ports) -> None:
    """A block of another subscription as a condition finds the subscriptions that refer to it."""
    a, b = ports("a", "b")
    circuit(step, a)
    wanted = circuit(step, b, a)
    with step():
        found = find(Circuit, where={"circuit.ends": PortBlock.ref(b)})
        assert [wanted] == [one.subscription_id for one in found]


def test_changing_what_is_referred_to_changes_its_owner(step: Step, ports: Ports) -> None:
    """A change by way of a reference is a new version of the subscription that owns the block, not of the other."""
    (a,) = ports("a")
    made = circuit(step, a)
    with step() as written:
        Circuit.from_subscription_id(made).circuit.ends[0].name = "z"
    assert [a] == [one.subscription_id for one in written]
    with step():
        assert "z" == Circuit.from_subscription_id(made).circuit.ends[0].name


def test_the_owner_is_changed_under_its_own_lock_only(database: Database, ports: Ports) -> None:
    """Without the lock of the owner its change is refused, and the error says how to get it."""
    (a,) = ports("a")
    with (
        database.reading() as connection,
        pytest.raises(ConflictError, match=rf"{a} without .* put lock\(…\)"),
    ):
        require_locks(connection, [a], uuid4())


def test_becoming_of_another_status_keeps_references(step: Step, ports: Ports) -> None:
    """A subscription that gets another class still refers to the same blocks."""
    (a,) = ports("a")
    made = circuit(step, a)
    with step():
        active = SubscriptionModel.from_other_lifecycle(Circuit.from_subscription_id(made), ACTIVE)
        assert isinstance(active, Circuit)
        assert active.circuit.ends[0] is Port.from_subscription_id(a).port
    with step():
        assert ["a"] == [end.name for end in Circuit.from_subscription_id(made).circuit.ends]


def test_an_unfit_status_is_named_when_one_refers(step: Step) -> None:
    """A port that is not active has no active block to offer; the error says its status."""
    with step():
        port = PortInactive.new("Port", "default", port=PortBlockInactive(name="a"))
    expected = r"\(Port a\) is initial, which makes its block a PortBlockInactive, and PortBlock is asked for"
    with step(), pytest.raises(LifecycleError, match=expected):
        PortBlock.ref(port.subscription_id)


def test_an_unfit_status_is_named_when_one_loads(step: Step, ports: Ports) -> None:
    """When the owner has left the status that is needed, the error names both subscriptions and that status."""
    (a,) = ports("a")
    made = circuit(step, a)
    with step():
        SubscriptionModel.from_other_lifecycle(Port.from_subscription_id(a), PROVISIONING)
    expected = (
        rf"{made}.* circuit\.ends\.0: refers to the PortBlockInactive of subscription {a} .* provisioning"
    )
    with step(), pytest.raises(SubscriptionError, match=expected):
        Circuit.from_subscription_id(made)


@pytest.mark.parametrize("reference", [UUID(int=7), str(UUID(int=7))])
def test_what_does_not_exist_cannot_be_referred_to(step: Step, reference: UUID | str) -> None:
    """A reference to an unknown subscription is a 404 at once."""
    with step(), pytest.raises(NotFoundError, match="00000007"):
        PortBlock.ref(reference)


def test_of_several_blocks_the_author_chooses(step: Step, ports: Ports) -> None:
    """A subscription with two blocks of a kind is not guessed at: the error names both places."""
    (a,) = ports("a")
    with step():
        bundle = Bundle.new("Bundle", "default", bundle=BundleBlock(members=[PortBlock(), PortBlock()]))
    with step():
        with pytest.raises(
            SubscriptionError, match=r"2 blocks of PortBlock: bundle\.members\.0, bundle\.members\.1"
        ):
            PortBlock.ref(bundle.subscription_id)
        with pytest.raises(SubscriptionError, match=r"is a Port, which has no BundleBlock"):
            BundleBlock.ref(a)


def test_subscriptions_do_not_refer_to_each_other_in_a_circle(
    session: SubscriptionSession,
) -> None:
    """Neither could be loaded before the other, so saving is refused; the error names those on the way."""
    circuits = [Circuit.new("Circuit", "default", circuit=CircuitBlock.new()) for _ in range(2)]
    for one, other in (circuits, circuits[::-1]):
        port = PortBlock(name=one.description)
        one.circuit.ways = [port]
        one.circuit.spare = None
        other.circuit.ends = [port]
        port.belongs_to(one.subscription_id)
    with pytest.raises(SubscriptionError, match="would refer to itself by way of"):
        session.changes()


def test_the_past_refers_to_the_past(step: Step, ports: Ports) -> None:
    """In a version and at a time, what is referred to is as it was then."""
    (a,) = ports("a")
    made = circuit(step, a)
    then = datetime.now(UTC)
    with step():
        Port.from_subscription_id(a).port.name = "z"
    with step():
        assert "a" == Circuit.from_subscription_id(made, version=1).circuit.ends[0].name
        assert "a" == Circuit.from_subscription_id(made, at=then).circuit.ends[0].name
        assert "z" == Circuit.from_subscription_id(made).circuit.ends[0].name


def test_relations_follow_the_document(step: Step, ports: Ports, database: Database) -> None:
    """Every reference in the current document has its row, and no other row is there."""
    a, b, c = ports("a", "b", "c")
    made = circuit(step, a, b)
    assert {("circuit.ends.0", a), ("circuit.ends.1", b)} == relations(database, made)
    with step():
        found = Circuit.from_subscription_id(made)
        found.circuit.ends = [PortBlock.ref(b)]
        found.circuit.spare = PortBlock.ref(c)
    assert {("circuit.ends.0", b), ("circuit.spare", c)} == relations(database, made)


def test_what_else_stands_in_between_is_loaded_all_the_same(
    step: Step, ports: Ports, database: Database
) -> None:
    """The document decides what is referred to; rows of relations only save statements."""
    with step():
        node = Node.new("Node", "default", node=NodeBlock(name="ams1"))
    made = circuit(step, *ports("a", node=node.subscription_id))
    with database.transaction() as connection:
        connection.execute(delete(subscription_relation))
    with step():
        (end,) = Circuit.from_subscription_id(made).circuit.ends
        assert end.node is not None
        assert "ams1" == end.node.name


def test_a_reference_that_leads_nowhere_is_named(step: Step, ports: Ports, database: Database) -> None:
    """A block that its owner has not any more is an error with both ids, not a crash."""
    (a,) = ports("a")
    made = circuit(step, a)
    with database.transaction() as connection:
        broken = "replace(document::text, :old, :new)::jsonb"
        connection.execute(
            text(f"UPDATE subscription SET document = {broken} WHERE subscription_id = :made"),  # noqa: S608 — ours
            {"old": str(a), "new": str(UUID(int=7)), "made": made},
        )
    with (
        step(),
        pytest.raises(
            SubscriptionError, match=r"ends\.0: refers to subscription 0{8}.*, which is not loaded"
        ),
    ):
        Circuit.from_subscription_id(made)


def relations(database: Database, subscription_id: UUID) -> set[tuple[str, UUID]]:
    """The rows of a subscription's relations."""
    relation = subscription_relation
    query = select(relation.c["path", "depends_on_id"]).where(relation.c.subscription_id == subscription_id)
    with database.reading() as connection:
        return {(row.path, row.depends_on_id) for row in connection.execute(query)}
