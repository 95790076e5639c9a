"""Customer rows."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.errors import UniqueViolation
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from ..domain.customer import DEFAULT_CUSTOMER_ID, Customer
from ..domain.errors import ConflictError, NotFoundError
from .engine import Database
from .events import record_event
from .tables import customer

_COLUMNS = (customer.c.customer_id, customer.c.name)


def list_customers(database: Database) -> list[Customer]:
    """Every customer, by name."""
    with database.reading() as connection:
        rows = connection.execute(select(*_COLUMNS).order_by(customer.c.name))
        return [Customer(customer_id=row.customer_id, name=row.name) for row in rows]


def customer_by_id(database: Database, customer_id: str) -> Customer:
    """The customer with that id.

    Raises:
        NotFoundError: there is none.
    """
    with database.reading() as connection:
        row = connection.execute(select(*_COLUMNS).where(customer.c.customer_id == customer_id)).one_or_none()
    if row is None:
        raise _missing(customer_id)
    return Customer(customer_id=row.customer_id, name=row.name)


def create_customer(database: Database, new: Customer, *, actor: str) -> Customer:
    """Add a customer.

    Args:
        database: where customers are.
        new: who.
        actor: who adds them.

    Raises:
        ConflictError: the id or the name is taken.
    """
    with _distinct(new), database.transaction() as connection:
        connection.execute(customer.insert().values(new.model_dump()))
        record_event(connection, "customer.added", actor, data=new.model_dump())
    return new


def rename_customer(database: Database, customer_id: str, name: str, *, actor: str) -> Customer:
    """Give a customer another name.

    Args:
        database: where customers are.
        customer_id: which one.
        name: the new name.
        actor: who renames them.

    Raises:
        NotFoundError: there is no such customer.
        ConflictError: the name is taken.
    """
    renamed = Customer(customer_id=customer_id, name=name)
    statement = customer.update().where(customer.c.customer_id == customer_id).values(name=renamed.name)
    with _distinct(renamed), database.transaction() as connection:
        if not connection.execute(statement).rowcount:
            raise _missing(customer_id)
        record_event(connection, "customer.renamed", actor, data=renamed.model_dump())
    return renamed


def remove_customer(database: Database, customer_id: str, *, actor: str) -> None:
    """Remove a customer who never had a subscription.

    Args:
        database: where customers are.
        customer_id: which one.
        actor: who removes them.

    Raises:
        NotFoundError: there is no such customer.
        ConflictError: there are subscriptions, perhaps terminated ones.
    """
    try:
        with database.transaction() as connection:
            if not connection.execute(
                customer.delete().where(customer.c.customer_id == customer_id)
            ).rowcount:
                raise _missing(customer_id)
            record_event(connection, "customer.removed", actor, data={"customer_id": customer_id})
    except IntegrityError:
        raise ConflictError(
            f"Customer {customer_id!r} has subscriptions, maybe terminated ones, and stays for their history."
        ) from None


def ensure_default_customer(database: Database) -> None:
    """Have the customer who is meant when nobody in particular is.

    Raises:
        ConflictError: another customer has the default's name.
    """
    default = Customer(customer_id=DEFAULT_CUSTOMER_ID, name="Default customer")
    statement = insert(customer).values(default.model_dump())
    with _distinct(default), database.transaction() as connection:
        connection.execute(statement.on_conflict_do_nothing(index_elements=[customer.c.customer_id]))


@contextmanager
def _distinct(wanted: Customer) -> Iterator[None]:
    try:
        yield
    except IntegrityError as error:
        if not isinstance(error.orig, UniqueViolation):
            raise
        name = "name" in (error.orig.diag.constraint_name or "")
        taken = f"name {wanted.name!r}" if name else f"id {wanted.customer_id!r}"
        raise ConflictError(f"There is another customer with the {taken}; choose a different one.") from None


def _missing(customer_id: str) -> NotFoundError:
    return NotFoundError(f"There is no customer {customer_id[:100]!r}.")
