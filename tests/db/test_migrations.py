"""The migrations: they build what `db/tables` says, keep data, and may be run by many at once."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool, create_engine, inspect, text

from perdure.db.migrate import configuration, current, downgrade, upgrade
from perdure.db.tables import metadata
from perdure.embedded.postgres import PostgresServer
from perdure.testing.servers import fresh_database

SCRIPTS = ScriptDirectory.from_config(configuration())
HEAD = SCRIPTS.get_current_head()


@pytest.fixture
def empty_url(postgres: PostgresServer) -> Iterator[str]:
    """The URL of a database that has never been migrated."""
    with fresh_database(postgres) as url:
        yield url


def test_migrations_build_what_the_tables_say(database_url: str) -> None:
    """A migrated database and the metadata differ in nothing: no table, column, index or constraint."""
    with connected(database_url) as connection:
        compared = MigrationContext.configure(connection, opts={"compare_server_default": True})
        differences = compare_metadata(compared, metadata)
    assert [] == differences


def test_every_name_of_a_constraint_is_the_one_of_the_metadata(database_url: str) -> None:
    """Constraints are called as the metadata calls them, because errors are told apart by these names."""
    with connected(database_url) as connection:
        found = inspect(connection)
        actual = {
            table: {
                found.get_pk_constraint(table)["name"],
                *(key["name"] for key in found.get_foreign_keys(table)),
                *(key["name"] for key in found.get_unique_constraints(table)),
                *(rule["name"] for rule in found.get_check_constraints(table)),
            }
            for table in metadata.tables
        }
    expected = {
        name: {str(rule.name) for rule in table.constraints} for name, table in metadata.tables.items()
    }
    assert expected == actual


def test_upgrading_again_keeps_the_data(database_url: str) -> None:
    """A database that is at head already keeps every row when somebody upgrades it again."""
    before = seed(database_url)
    upgrade(database_url)
    assert before == contents(database_url)


@pytest.mark.parametrize("revision", [script.revision for script in SCRIPTS.walk_revisions()])
def test_a_revision_down_and_up_keeps_what_is_older(database_url: str, revision: str) -> None:
    """Going one revision down and up again keeps the rows of every table that is older than that revision."""
    upgrade(database_url, revision)
    before = seed(database_url)
    down = SCRIPTS.get_revision(revision).down_revision
    downgrade(database_url, str(down or "base"))
    older = contents(database_url)
    upgrade(database_url)
    after = contents(database_url)
    assert {table: before[table] for table in older} == {table: after[table] for table in older}
    assert [] == [table for table in after if table not in older and after[table]]


def test_going_down_to_base_leaves_nothing_of_ours(database_url: str) -> None:
    """At base none of our tables is left, somebody else's table is, and the way up is open again."""
    seed(database_url)
    execute(database_url, "CREATE TABLE theirs AS SELECT 1 AS one")
    downgrade(database_url, "base")
    assert {"theirs": 1} == contents(database_url)
    assert current(database_url) is None
    upgrade(database_url)
    assert HEAD == current(database_url)


def test_many_processes_may_upgrade_at_once(empty_url: str) -> None:
    """Of four upgrades that begin together one works, the others wait for it, and none fails."""
    program = "import sys; from perdure.db.migrate import upgrade; upgrade(sys.argv[1])"
    processes = [subprocess.Popen([sys.executable, "-c", program, empty_url]) for _ in range(4)]
    assert [0] * 4 == [process.wait(timeout=60) for process in processes]
    assert HEAD == current(empty_url)


def seed(url: str) -> dict[str, int]:
    """Put a row into every table that other tables lean on; return the number of rows per table."""
    execute(
        url,
        "INSERT INTO customer (customer_id, name) VALUES ('c', 'Customer')",
        "INSERT INTO product (product_id, name, tag) VALUES (gen_random_uuid(), 'Link', 'link')",
        """
        INSERT INTO process (process_id, workflow, title, target, status, answers, plan, reporter)
        VALUES (gen_random_uuid(), 'create_link', 'Create link', 'create', 'completed', '[]', '[]', 'me')
        """,
        """
        INSERT INTO subscription
            (subscription_id, product_id, customer_id, status, insync, description, version, document)
        SELECT gen_random_uuid(), product_id, 'c', 'active', true, 'A link', 1, '{"speed": 10}' FROM product
        """,
        """
        INSERT INTO subscription_version
            (subscription_id, version, customer_id, status, insync, description, document, process_id)
        SELECT subscription_id, version, customer_id, s.status, insync, description, document, process_id
        FROM subscription AS s, process
        """,
    )
    return contents(url)


def contents(url: str) -> dict[str, int]:
    """Return the number of rows of every table but Alembic's own."""
    with connected(url) as connection:
        return {
            table: connection.scalar(text(f'SELECT count(*) FROM "{table}"'))  # noqa: S608 — our own tables
            for table in inspect(connection).get_table_names()
            if table != "alembic_version"
        }


def execute(url: str, *statements: str) -> None:
    """Execute statements in one transaction."""
    with connected(url) as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """Give a connection in a transaction, past everything that is tested here."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        yield connection
