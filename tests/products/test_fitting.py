"""Limits and extensions: what was chosen is what the database has, whatever its owner does."""

from decimal import Decimal

import psycopg
import pytest
from psycopg import sql

from perdure import StepContext
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import steps
from perdure.products.database.facts import find_database, find_role, installed_extensions
from perdure.products.database.model import Database, DatabaseProvisioning
from perdure.products.database.ownership import NotOursError
from perdure.products.database.servers import ServerUnavailableError, managed_server


@pytest.mark.parametrize("step", [steps.set_extensions, steps.set_limits])
def test_a_foreign_database_is_not_changed_either(
    subscription: DatabaseProvisioning, context: StepContext, admin: psycopg.Connection, step: object
) -> None:
    """A database that somebody else put in the place of ours keeps its limits and extensions."""
    name = subscription.database.name
    steps.make_role(subscription, context)
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    before = find_database(admin, name)

    with pytest.raises(NotOursError):
        step(subscription)

    assert before == find_database(admin, name)


def test_the_chosen_extensions_are_enabled(active: Database, amsterdam: PostgresServer) -> None:
    """The database has what was chosen, and beside that nothing."""
    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        assert ["hstore"] == installed_extensions(connection)


def test_extensions_are_exchanged(active: Database, amsterdam: PostgresServer) -> None:
    """What is chosen no longer is dropped, what is chosen now is enabled."""
    active.database.extensions = ["citext", "ltree"]

    steps.set_extensions(active)
    steps.set_extensions(active)

    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        assert ["citext", "ltree"] == installed_extensions(connection)


def test_an_extension_in_use_is_not_dropped(active: Database, amsterdam: PostgresServer) -> None:
    """A column of an extension's type is data: the step fails, and changes nothing at all."""
    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        connection.execute("CREATE TABLE basket (content hstore)")
    active.database.extensions = ["citext"]

    with pytest.raises(psycopg.errors.DependentObjectsStillExist, match="basket"):
        steps.set_extensions(active)

    with psycopg.connect(amsterdam.dsn_of(active.database.name)) as connection:
        assert ["hstore"] == installed_extensions(connection)


def test_each_server_has_extensions_of_its_own(
    subscription: DatabaseProvisioning, context: StepContext, utrecht: PostgresServer
) -> None:
    """What only the second server offers works there."""
    block = subscription.database
    block.server, block.extensions = "utrecht", ["slug"]

    steps.make_role(subscription, context)
    steps.make_database(subscription, context)
    steps.set_extensions(subscription)

    with psycopg.connect(utrecht.dsn_of(block.name)) as connection:
        assert ("ham-eggs",) == connection.execute("SELECT slug('Ham & Eggs!')").fetchone()


@pytest.mark.parametrize("seconds", ["0.001", "0.1", "1.5", "30", "86400"])
def test_limits_are_set_to_the_millisecond(active: Database, admin: psycopg.Connection, seconds: str) -> None:
    """Decimal seconds arrive as exactly so many milliseconds."""
    active.database.connection_limit = 3
    active.database.statement_timeout = Decimal(seconds)

    steps.set_limits(active)

    database = find_database(admin, active.database.name)
    assert database is not None
    assert 3 == database.connection_limit
    assert Decimal(seconds) == database.statement_timeout


def test_the_timeout_ends_the_owners_statements(active: Database, context: StepContext) -> None:
    """The limit is not only written down."""
    active.database.statement_timeout = Decimal("0.05")
    steps.set_limits(active)
    block = active.database
    server, password = managed_server(block.server), context.secret("password")

    with (
        pytest.raises(ServerUnavailableError, match="statement timeout"),
        server.log_in(dbname=block.name, user=block.owner, password=password) as connection,
    ):
        connection.execute("SELECT pg_sleep(60)")


def test_an_owners_functions_are_not_called_with_our_rights(
    active: Database, admin: psycopg.Connection, amsterdam: PostgresServer, name: str
) -> None:
    """An owner plants what looks like PostgreSQL's own function; a superuser who called it would make a superuser."""
    with psycopg.connect(amsterdam.dsn_of(name)) as connection:
        connection.execute(
            sql.SQL(
                """
                CREATE FUNCTION public.shobj_description(oid, text) RETURNS text LANGUAGE plpgsql AS $$
                BEGIN CREATE ROLE {trap} SUPERUSER; RETURN 'gotcha'; END $$
                """
            ).format(trap=sql.Identifier(f"{name}_trap"))
        )
        connection.execute(sql.SQL("ALTER DATABASE {} SET search_path = public").format(sql.Identifier(name)))

    steps.set_extensions(active)

    assert find_role(admin, f"{name}_trap") is None


def test_an_owners_limit_does_not_keep_us_from_changing_it(
    active: Database, amsterdam: PostgresServer, name: str
) -> None:
    """Whatever the owner's statements may take, ours have their own time."""
    active.database.statement_timeout = Decimal("0.001")
    active.database.extensions = ["hstore", "citext", "ltree", "pg_trgm", "cube", "isn"]
    steps.set_limits(active)

    steps.set_extensions(active)

    with psycopg.connect(amsterdam.dsn_of(name), options="-c statement_timeout=0") as connection:
        assert sorted(active.database.extensions) == installed_extensions(connection)
