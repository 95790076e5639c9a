"""Finding subscriptions by class, status, customer and content."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from perdure.db.customers import create_customer
from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.customer import Customer, customers
from perdure.domain.errors import SubscriptionError
from perdure.domain.find import choices, find
from perdure.domain.lifecycle import ACTIVE, INITIAL, PROVISIONING, TERMINATED
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .links import Link, LinkBlockInactive, LinkInactive, LinkProvisioning, Memo, PortBlockInactive


@pytest.fixture(autouse=True)
def stock(database: Database, step: Step) -> None:
    """Six subscriptions, one begun after the other: five links, one of them Bob's, and a memo."""
    create_customer(database, Customer(customer_id="bob", name="Bob"), actor="alice")
    for product, customer, name, price, *statuses in (
        ("Link 10G", "default", "initial", None),
        ("Link 10G", "default", "provisioning", "1.50", PROVISIONING),
        ("Link 10G", "default", "active", "1.5", ACTIVE),
        ("Link 100G", "bob", "active too", "7", PROVISIONING, ACTIVE),
        ("Link 10G", "default", "terminated", "1.50", TERMINATED),
    ):
        with step():
            ports = [PortBlockInactive(name=name, vlans=[1, 2]), PortBlockInactive(name="far end", vlans=[3])]
            block = LinkBlockInactive.new(ports=ports, price=price)
            link: SubscriptionModel = LinkInactive.new(product, customer, link=block)
            for status in statuses:
                link = SubscriptionModel.from_other_lifecycle(link, status)
    with step():
        Memo.new("Memo", "default")
    with step():  # so that the oldest is the last on disk
        find(LinkInactive, status=INITIAL)[0].note = "changed later"


def names(found: list[Any]) -> list[str]:
    """Name links by their first ports, and memos by what they are."""
    return ["memo" if isinstance(one, Memo) else one.link.ports[0].name for one in found]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (Link, ["active", "active too"]),
        (LinkProvisioning, ["provisioning", "active", "active too"]),
        (LinkInactive, ["initial", "provisioning", "active", "active too"]),
        (Memo, ["memo"]),
        (SubscriptionModel, ["initial", "provisioning", "active", "active too", "memo"]),
    ],
)
def test_a_class_finds_what_is_of_that_class(
    session: SubscriptionSession, model: type[SubscriptionModel], expected: list[str]
) -> None:
    """What is found is an instance of the class, over all its products, oldest first, and not terminated."""
    found = find(model)
    assert expected == names(found)
    assert all(isinstance(one, model) for one in found)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (TERMINATED, ["terminated"]),
        ("active", ["active", "active too"]),
        ([INITIAL, TERMINATED], ["initial", "terminated"]),
        ([], []),
    ],
)
def test_a_status_narrows_and_shows_the_terminated(
    session: SubscriptionSession, status: Any, expected: list[str]
) -> None:
    """One status or several; terminated ones are found when they are asked for."""
    assert expected == names(find(LinkInactive, status=status))


def test_a_class_that_a_status_never_has_finds_nothing(session: SubscriptionSession) -> None:
    """Initial links are no `Link`, so there is none."""
    assert [] == find(Link, status=INITIAL)


def test_a_customer_has_his_own(session: SubscriptionSession) -> None:
    """Only the customer's subscriptions are found."""
    assert ["active too"] == names(find(SubscriptionModel, customer_id="bob"))
    assert [] == find(SubscriptionModel, customer_id="nobody")


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"speed": 100_000}, ["active too"]),
        ({"link.price": Decimal(7)}, ["active too"]),
        ({"link.price": "7"}, ["active too"]),
        ({"link.price": None}, ["initial"]),
        ({"link.ports.name": "active"}, ["active"]),
        ({"link.ports.vlans": 3, "link.ports.name": "active"}, ["active"]),
        ({"link.ports.vlans": [2, 1], "speed": 100_000}, ["active too"]),
        ({"link.ports.vlans": [1, 3], "speed": 100_000}, []),
        ({"link.ports.name": "act"}, []),
        ({}, ["initial", "provisioning", "active", "active too"]),
    ],
)
def test_content_is_found_by_path(
    session: SubscriptionSession, where: dict[str, Any], expected: list[str]
) -> None:
    """Every condition must hold; of a list one element is enough."""
    assert expected == names(find(LinkInactive, where=where))


def test_a_decimal_is_found_by_its_digits(session: SubscriptionSession) -> None:
    """1.5 and 1.50 are different texts and different documents: what is stored is compared."""
    assert ["provisioning"] == names(find(LinkInactive, where={"link.price": Decimal("1.50")}))


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"prize": 1}, "LinkInactive has no field 'prize' to look into; it has link, speed"),
        ({"link.prize": 1}, "LinkBlockInactive has no field 'prize' to look into; it has price"),
        ({"link.price.cents": 1}, r"LinkBlockInactive\.price holds no block, so there is no 'cents'"),
        ({"speed": "fast"}, "LinkInactive.speed is never 'fast'"),
        ({"customer_id": "bob"}, "no field 'customer_id'"),
    ],
)
def test_what_cannot_be_there_is_an_error(
    session: SubscriptionSession, where: dict[str, Any], message: str
) -> None:
    """A misspelt path or an impossible value is an error, not an empty list."""
    with pytest.raises(SubscriptionError, match=message):
        find(LinkInactive, where=where)


def test_finding_takes_one_statement_and_knows_what_is_loaded(
    session: SubscriptionSession, statements: list[str]
) -> None:
    """All are loaded at once, and one that was loaded before is that object, with its changes."""
    loaded = find(Memo)[0]
    loaded.note = "changed"
    statements.clear()
    assert loaded is find(SubscriptionModel)[-1]
    assert 1 == len(statements)
    assert [loaded] == [change.subscription for change in session.changes()]


def test_what_has_changed_in_this_step_is_what_it_is_now(session: SubscriptionSession) -> None:
    """A subscription that this step has terminated is not found as an active one, though its row still says so."""
    first, second = find(Link)
    SubscriptionModel.from_other_lifecycle(first, TERMINATED)
    assert [second] == find(Link)


def test_choices_are_ids_with_descriptions(session: SubscriptionSession) -> None:
    """Forms get the id as text and what `describe` said when it was saved."""
    found = find(Link)
    expected = {str(found[0].subscription_id): "Link active - far end", str(found[1].subscription_id): ...}
    assert expected.keys() == choices(found).keys()
    assert "Link active - far end" == choices(found)[str(found[0].subscription_id)]


def test_customers_are_found_by_name(session: SubscriptionSession) -> None:
    """Forms and steps see every customer."""
    assert ["Bob", "Default customer"] == [customer.name for customer in customers()]


def test_content_is_found_by_an_index(database: Database) -> None:
    """A search by content can use the index on documents, so it need not read them all."""
    with database.reading() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        plan = connection.scalars(
            text("""EXPLAIN SELECT * FROM subscription WHERE document @> '{"speed": 1}'""")
        )
        assert "ix_subscription_document" in " ".join(plan)


def test_an_identity_is_unique(session: SubscriptionSession) -> None:
    """No subscription is found twice, though several products share a model."""
    ids: list[UUID] = [one.subscription_id for one in find(SubscriptionModel)]
    assert sorted(set(ids)) == sorted(ids)
