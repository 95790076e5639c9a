"""Ending a database: what is ours goes, what is not stays."""

import uuid

import psycopg
import pytest
from psycopg import sql

from perdure import INITIAL, StepContext
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import steps
from perdure.products.database.facts import find_database, find_role
from perdure.products.database.model import Database, DatabaseInactive, DatabaseProvisioning
from perdure.products.database.ownership import NotOursError

from .conftest import context_of


def test_database_and_role_are_dropped(active: Database, admin: psycopg.Connection, name: str) -> None:
    """Nothing is left on the server."""
    steps.drop_database(active)
    steps.drop_role(active)

    assert find_database(admin, name) is None
    assert find_role(admin, name) is None


def test_open_sessions_do_not_keep_it(
    active: Database, admin: psycopg.Connection, amsterdam: PostgresServer, name: str
) -> None:
    """Whoever is still connected is thrown out."""
    with psycopg.connect(amsterdam.dsn_of(name)) as session:
        steps.drop_database(active)

        with pytest.raises(psycopg.OperationalError):
            session.execute("SELECT 1")
    assert find_database(admin, name) is None


def test_what_is_gone_needs_no_dropping(active: Database) -> None:
    """A repeated step, or one after somebody has dropped by hand, is content."""
    for _ in range(2):
        steps.drop_database(active)
        steps.drop_role(active)


def test_what_is_not_ours_is_left_untouched(active: Database, admin: psycopg.Connection, name: str) -> None:
    """Somebody dropped ours and made others of the same name: the steps fail and drop nothing."""
    steps.drop_database(active)
    steps.drop_role(active)
    admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))
    admin.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(name)))

    with pytest.raises(NotOursError):
        steps.drop_database(active)
    with pytest.raises(NotOursError):
        steps.drop_role(active)

    assert find_database(admin, name) is not None
    assert find_role(admin, name) is not None


def test_the_name_can_be_used_again(
    active: Database, subscription: DatabaseProvisioning, admin: psycopg.Connection, name: str
) -> None:
    """Another process makes a database of the same name, and it is that process's."""
    steps.drop_database(active)
    steps.drop_role(active)
    successor = uuid.uuid4()
    subscription.database.created_by = successor

    steps.make_role(subscription, context_of(successor))
    steps.make_database(subscription, context_of(successor))

    database = find_database(admin, name)
    assert database is not None
    assert f"Perdure {successor}/3" == database.comment


def test_what_was_never_made_is_not_looked_for(
    subscription: DatabaseProvisioning, context: StepContext
) -> None:
    """An order that was given up before anything was made ends without its server."""
    subscription.database.server = "away"
    given_up = DatabaseInactive.model_validate(subscription.model_dump() | {"status": INITIAL})

    steps.drop_database(given_up)
    steps.drop_role(given_up)
