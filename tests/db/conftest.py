"""A database with products, something like a step, and how many statements a piece of code takes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event

from perdure.db.customers import ensure_default_customer
from perdure.db.engine import Database
from perdure.db.products import mirror_products
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import VersionChange, write_changes
from perdure.domain.lifecycle import PROVISIONING
from perdure.domain.store import bind_store

from .links import CATALOGUE, LinkBlockInactive, LinkInactive, LinkProvisioning, PortBlockInactive

Step = Callable[..., AbstractContextManager[list[VersionChange]]]


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with the products of `links` and the default customer."""
    opened = Database(database_url)
    mirror_products(opened, CATALOGUE)
    ensure_default_customer(opened)
    yield opened
    opened.close()


@pytest.fixture
def session(database: Database) -> Iterator[SubscriptionSession]:
    """A session that is bound for the length of the test, and whose changes nobody writes."""
    opened = SubscriptionSession(database, CATALOGUE.products)
    with bind_store(opened):
        yield opened


@pytest.fixture
def step(database: Database) -> Step:
    """Give a context manager that binds a session, and at its end writes what was changed."""

    @contextmanager
    def run(**author: Any) -> Iterator[list[VersionChange]]:
        opened = SubscriptionSession(database, CATALOGUE.products)
        written: list[VersionChange] = []
        with bind_store(opened):
            yield written
        changes = opened.changes()
        with database.transaction() as connection:
            written += write_changes(connection, changes, **author)

    return run


@pytest.fixture
def link(step: Step) -> UUID:
    """The id of a saved link that has been provisioned."""
    with step():
        block = LinkBlockInactive.new(ports=[PortBlockInactive(name="a")], price=1)
        first = LinkInactive.new("Link 10G", "default", link=block)
        LinkProvisioning.from_other_lifecycle(first, PROVISIONING)
    return first.subscription_id


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every SQL statement that the database has been sent since the test began, or cleared the list."""
    seen: list[str] = []

    def record(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", record)
    yield seen
    event.remove(database.engine, "before_cursor_execute", record)
