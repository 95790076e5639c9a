"""The managed servers themselves, which the demo asks directly: it does not take Perdure's word."""

import os
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql
from pydantic import TypeAdapter, ValidationError

from ...embedded.record import RunRecord
from ...products.database.servers import ManagedServer
from ..errors import CommandError, UsageError

VARIABLE: Final = "PERDURE_DATABASE_SERVERS"


@dataclass(frozen=True, slots=True)
class Observed:
    """A database, as its server has it."""

    owner: str
    connection_limit: int
    extensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """What somebody finds who has logged in."""

    user: str
    database: str
    statement_timeout_ms: int


def managed_servers() -> dict[str, ManagedServer]:
    """The servers by name: from our environment, else as the `perdure run` of this folder has them.

    Raises:
        UsageError: they are not known, or not readable.
    """
    record = None if VARIABLE in os.environ else RunRecord.find()
    known = record.environment.get(VARIABLE) if record else os.environ.get(VARIABLE)
    if known is None:
        raise UsageError(
            "The demo asks the managed servers themselves, and does not know them. Call it in the folder where "
            f"`perdure run` runs, or set {VARIABLE} to what API and worker have there."
        )
    try:
        servers = TypeAdapter(dict[str, ManagedServer]).validate_json(known)
    except ValidationError as error:
        raise UsageError(
            f"{VARIABLE} is not usable: {error.errors(include_input=False)[0]['msg']}."
        ) from None
    if not servers:
        raise UsageError(f"{VARIABLE} names no server; the demo needs one to have a database on.")
    return servers


def observe(server: ManagedServer, database: str) -> Observed | None:
    """Ask a server for a database; None when it has none of that name."""
    with server.connect() as connection:
        row = connection.execute(
            "SELECT pg_get_userbyid(datdba), datconnlimit FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
    if row is None:
        return None
    with server.connect(dbname=database) as connection:
        extensions = connection.execute(
            "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"
        ).fetchall()
    return Observed(row[0], row[1], tuple(name for (name,) in extensions))


def has_role(server: ManagedServer, role: str) -> bool:
    """Whether a server has a role of that name."""
    with server.connect() as connection:
        found = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
        return found.fetchone() is not None


def log_in(address: str, password: str) -> Session:
    """Log in as a customer would.

    Args:
        address: a connection string without the password.
        password: the password.

    Raises:
        CommandError: the server does not let us in.
    """
    try:
        with psycopg.connect(address, password=password, connect_timeout=5) as connection:
            row = connection.execute(
                """
                SELECT current_user, current_database(), setting::int
                FROM pg_settings WHERE name = 'statement_timeout'
                """
            ).fetchone()
    except psycopg.OperationalError as error:
        raise CommandError(f"{address} does not let the owner in: {str(error).strip()}") from error
    if row is None:
        raise CommandError(f"{address} does not say which statement timeout holds.")
    return Session(*row)


def limit_connections(server: ManagedServer, database: str, limit: int) -> None:
    """Do by hand, behind Perdure's back, what only Perdure should do."""
    with server.connect() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} CONNECTION LIMIT {}").format(sql.Identifier(database), limit)
        )


def drop(server: ManagedServer, name: str) -> None:
    """Drop a database and its role, as far as they are there."""
    with server.connect() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
