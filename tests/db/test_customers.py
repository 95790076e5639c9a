"""Customer rows: made, renamed, removed, and every refusal in words."""

import pytest
from pydantic import ValidationError
from sqlalchemy import select

from perdure.db.customers import (
    create_customer,
    customer_by_id,
    ensure_default_customer,
    list_customers,
    remove_customer,
    rename_customer,
)
from perdure.db.engine import Database
from perdure.db.tables import event
from perdure.domain.customer import Customer
from perdure.domain.errors import ConflictError, NotFoundError

from .conftest import Step
from .links import Memo

BOB = Customer(customer_id="bob", name="Bob")
DEFAULT = Customer(customer_id="default", name="Default customer")


def test_a_customer_is_made_renamed_and_removed(database: Database) -> None:
    """Each change is there when it is read again."""
    assert BOB == create_customer(database, BOB, actor="alice")
    assert [BOB, DEFAULT] == list_customers(database)
    assert "Robert" == rename_customer(database, "bob", " Robert ", actor="alice").name
    assert Customer(customer_id="bob", name="Robert") == customer_by_id(database, "bob")
    remove_customer(database, "bob", actor="alice")
    assert [DEFAULT] == list_customers(database)


@pytest.mark.parametrize(
    ("taken", "message"),
    [
        (Customer(customer_id="bob", name="Bobby"), "another customer with the id 'bob'"),
        (Customer(customer_id="bobby", name="Bob"), "another customer with the name 'Bob'"),
    ],
)
def test_id_and_name_are_taken_once(database: Database, taken: Customer, message: str) -> None:
    """The refusal says which of the two is taken."""
    create_customer(database, BOB, actor="alice")
    with pytest.raises(ConflictError, match=message):
        create_customer(database, taken, actor="alice")


def test_a_new_name_may_be_taken(database: Database) -> None:
    """Renaming to somebody else's name is refused, to one's own is not."""
    create_customer(database, BOB, actor="alice")
    with pytest.raises(ConflictError, match="another customer with the name 'Default customer'"):
        rename_customer(database, "bob", "Default customer", actor="alice")
    assert BOB == rename_customer(database, "bob", "Bob", actor="alice")


def test_who_has_subscriptions_stays(database: Database, step: Step) -> None:
    """A customer with a subscription cannot be removed."""
    with step():
        Memo.new("Memo", "default")
    with pytest.raises(ConflictError, match="Customer 'default' has subscriptions"):
        remove_customer(database, "default", actor="alice")


def test_who_is_not_there_is_named(database: Database) -> None:
    """Reading, renaming and removing an unknown customer all say who is unknown."""
    for act in (
        lambda: customer_by_id(database, "bob"),
        lambda: rename_customer(database, "bob", "Bob", actor="alice"),
        lambda: remove_customer(database, "bob", actor="alice"),
    ):
        with pytest.raises(NotFoundError, match="no customer 'bob'"):
            act()


def test_the_default_is_made_once_and_kept(database: Database) -> None:
    """Whoever starts up has the default made; its new name is not set back."""
    rename_customer(database, "default", "The company", actor="alice")
    ensure_default_customer(database)
    assert ["The company"] == [customer.name for customer in list_customers(database)]


@pytest.mark.parametrize("value", ["", "  ", "a\0b", "a\nb", "x" * 201])
def test_ids_and_names_are_one_line_of_text(value: str) -> None:
    """Neither id nor name is empty, endless, or has control characters."""
    for field in ("customer_id", "name"):
        with pytest.raises(ValidationError):
            Customer(**{"customer_id": "x", "name": "x", field: value})


def test_every_change_leaves_an_event(database: Database) -> None:
    """Who added, renamed and removed a customer stands in the events; what was refused does not."""
    create_customer(database, BOB, actor="alice")
    rename_customer(database, "bob", "Robert", actor="carol")
    with pytest.raises(NotFoundError):
        remove_customer(database, "bobby", actor="dave")
    remove_customer(database, "bob", actor="erin")
    with database.reading() as connection:
        events = connection.execute(select(event.c["kind", "actor"]).order_by(event.c.event_id)).all()
    expected = [("customer.added", "alice"), ("customer.renamed", "carol"), ("customer.removed", "erin")]
    assert expected == [tuple(found) for found in events]
