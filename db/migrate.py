"""Bringing a database's schema up, or down, to a revision; from a clone and from an installed wheel alike."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from .engine import Database

MIGRATIONS = Path(__file__).with_name("migrations")

# Any number that nobody else takes for an advisory lock in our database.
_LOCK = 7_368_328_101


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the schema up to a revision; several processes may do so at once, one works and the others wait.

    Args:
        url: the database, as `Database` takes it.
        revision: an Alembic revision.

    Raises:
        UnavailableError: PostgreSQL does not answer.
    """
    with _locked(url) as (config, _):
        command.upgrade(config, revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the schema down to a revision; ``base`` is before the first.

    Raises:
        UnavailableError: PostgreSQL does not answer.
    """
    with _locked(url) as (config, _):
        command.downgrade(config, revision)


def current(url: str) -> str | None:
    """The revision that the schema has; None before the first.

    Raises:
        UnavailableError: PostgreSQL does not answer.
    """
    with _locked(url) as (_, connection):
        return MigrationContext.configure(connection).get_current_revision()


def configuration() -> Config:
    """Alembic's configuration, which names no database."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _locked(url: str) -> Iterator[tuple[Config, Connection]]:
    database = Database(url, pool_size=1)
    try:
        with database.transaction() as connection:
            # Released with the transaction, which holds the whole migration: all of it or nothing.
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            config = configuration()
            config.attributes["connection"] = connection
            yield config, connection
    finally:
        database.close()
