"""Validation: everything that somebody may alter by hand is found, and what cannot be asked is no drift."""

from collections.abc import Callable
from decimal import Decimal

import psycopg
import pytest
from psycopg import sql

from perdure import Finding, InconclusiveError, RetryableError
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import checks, steps
from perdure.products.database.model import Database, DatabaseBlock

Check = Callable[[Database], list[Finding]]
ALL: list[Check] = [
    checks.check_existence,
    checks.check_owner,
    checks.check_connection_limit,
    checks.check_statement_timeout,
    checks.check_extensions,
]


def timeout(observed: Decimal | None, *, adoptable: bool = False) -> Finding:
    adopt = {"database.statement_timeout": observed} if adoptable else None
    return Finding("statement_timeout", expected=Decimal("1.5"), observed=observed, adopt=adopt)


def alter(admin: psycopg.Connection, statement: str, name: str) -> None:
    admin.execute(sql.SQL(statement).format(sql.Identifier(name)))


@pytest.mark.parametrize("check", ALL)
def test_what_was_made_is_in_sync(active: Database, check: Check) -> None:
    """Nobody has touched it, so there is nothing to report."""
    assert [] == check(active)


@pytest.mark.parametrize(
    ("statement", "check", "finding"),
    [
        (
            "ALTER DATABASE {} OWNER TO CURRENT_USER",
            checks.check_owner,
            lambda block: Finding("owner", expected=block.owner, observed="postgres"),
        ),
        (
            "ALTER DATABASE {} CONNECTION LIMIT -1",
            checks.check_connection_limit,
            lambda _: Finding("connection_limit", expected=7, observed=-1),
        ),
        (
            "ALTER DATABASE {} SET statement_timeout = 2000",
            checks.check_statement_timeout,
            lambda _: timeout(Decimal(2), adoptable=True),
        ),
        (
            "ALTER DATABASE {} SET statement_timeout = '1min'",
            checks.check_statement_timeout,
            lambda _: timeout(Decimal(60), adoptable=True),
        ),
        (
            "ALTER DATABASE {} RESET statement_timeout",
            checks.check_statement_timeout,
            lambda _: timeout(None),
        ),
        (
            "ALTER ROLE {} SET statement_timeout = 0",
            checks.check_statement_timeout,
            lambda _: timeout(Decimal(0)),
        ),
        (
            "COMMENT ON DATABASE {} IS 'mine now'",
            checks.check_existence,
            lambda block: Finding("created_by", expected=block.created_by, observed="mine now"),
        ),
    ],
)
def test_an_alteration_by_hand_is_found(
    *,
    active: Database,
    admin: psycopg.Connection,
    name: str,
    statement: str,
    check: Check,
    finding: Callable[[DatabaseBlock], Finding],
) -> None:
    """The check that looks at it reports path, expected and observed."""
    alter(admin, statement, name)

    assert [finding(active.database)] == check(active)


def test_extensions_altered_by_hand_are_found(active: Database, amsterdam: PostgresServer, name: str) -> None:
    """One dropped and one added are seen together."""
    with psycopg.connect(amsterdam.dsn_of(name)) as connection:
        connection.execute("DROP EXTENSION hstore")
        connection.execute("CREATE EXTENSION citext")

    assert [
        Finding(
            "extensions",
            expected=["hstore"],
            observed=["citext"],
            adopt={"database.extensions": ["citext"]},
        )
    ] == checks.check_extensions(active)


def test_a_missing_database_is_found(active: Database, name: str) -> None:
    """It is one finding; what would be compared with it is inconclusive."""
    steps.drop_database(active)

    assert [Finding("name", expected=name, observed=None)] == checks.check_existence(active)
    for check in ALL[1:]:
        with pytest.raises(InconclusiveError, match=name):
            check(active)


@pytest.mark.parametrize("check", ALL)
@pytest.mark.parametrize(("server", "error"), [("away", RetryableError), ("atlantis", InconclusiveError)])
def test_a_server_that_cannot_be_asked_is_no_drift(
    active: Database, check: Check, server: str, error: type[Exception]
) -> None:
    """The engine takes both errors for inconclusive: away for now, or not managed any more."""
    active.database.server = server

    with pytest.raises(error):
        check(active)
