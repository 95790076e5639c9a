"""What a server says: which roles, databases and extensions it has."""

from dataclasses import dataclass
from decimal import Decimal

import psycopg
from psycopg.rows import class_row, scalar_row


@dataclass(frozen=True)
class RoleFacts:
    """A role."""

    name: str
    comment: str | None


@dataclass(frozen=True)
class DatabaseFacts:
    """A database.

    Args:
        connection_limit: -1 when there is none.
        statement_timeout: in seconds, as it holds for the owner's sessions; None when nothing sets it.
    """

    name: str
    owner: str
    comment: str | None
    connection_limit: int
    statement_timeout: Decimal | None


def find_role(connection: psycopg.Connection, name: str) -> RoleFacts | None:
    """The role of this name."""
    with connection.cursor(row_factory=class_row(RoleFacts)) as cursor:
        return cursor.execute(
            """
            SELECT rolname AS name, shobj_description(oid, 'pg_authid') AS comment
            FROM pg_roles WHERE rolname = %s
            """,
            [name],
        ).fetchone()


def find_database(connection: psycopg.Connection, name: str) -> DatabaseFacts | None:
    """The database of this name."""
    # A timeout may have been set for all, for the database, for the role, or for the two together; the last of these
    # counts. What was written with a unit ("5s") is stored with it, a bare number is milliseconds.
    with connection.cursor(row_factory=class_row(DatabaseFacts)) as cursor:
        return cursor.execute(
            """
            SELECT
                datname AS name,
                pg_get_userbyid(datdba) AS owner,
                shobj_description(oid, 'pg_database') AS comment,
                datconnlimit AS connection_limit,
                (
                    SELECT trim_scale(
                        CASE
                            WHEN value ~ '^[0-9.]+$' THEN value::numeric / 1000
                            ELSE extract(epoch FROM value::interval)
                        END
                    )
                    FROM pg_db_role_setting, unnest(setconfig) AS setting, split_part(setting, '=', 2) AS value
                    WHERE split_part(setting, '=', 1) = 'statement_timeout'
                        AND setdatabase IN (0, pg_database.oid) AND setrole IN (0, datdba)
                    ORDER BY setrole <> 0 DESC, setdatabase <> 0 DESC
                    LIMIT 1
                ) AS statement_timeout
            FROM pg_database WHERE datname = %s
            """,
            [name],
        ).fetchone()


def offered_extensions(connection: psycopg.Connection) -> dict[str, str]:
    """The extensions that a customer may have, by name, with what they are for.

    That is those that PostgreSQL trusts an owner of a database with, and that need no others.
    """
    rows = connection.execute(
        """
        SELECT name, extension.comment
        FROM pg_available_extensions AS extension JOIN pg_available_extension_versions AS version USING (name)
        WHERE version.version = default_version AND trusted AND requires IS NULL AND name <> 'plpgsql'
        ORDER BY name
        """
    )
    return dict(rows.fetchall())


def installed_extensions(connection: psycopg.Connection) -> list[str]:
    """The extensions in the database that is connected to, beside the procedural language that every one has."""
    with connection.cursor(row_factory=scalar_row) as cursor:
        return cursor.execute(
            "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname"
        ).fetchall()
