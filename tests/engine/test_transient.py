"""Which errors are tried again by themselves, and which are left to an operator."""

import socket

import httpx2
import psycopg
import pytest
from sqlalchemy import exc

from perdure import RetryableError
from perdure.activities.transient import is_transient
from perdure.domain.errors import ConflictError, UnavailableError

TRANSIENT = [
    ConnectionRefusedError(),
    ConnectionResetError(),
    TimeoutError(),
    socket.gaierror(),
    httpx2.ConnectError("no route"),
    httpx2.ReadTimeout("no answer"),
    psycopg.OperationalError(),
    psycopg.errors.AdminShutdown(),
    psycopg.errors.DeadlockDetected(),
    exc.OperationalError("SELECT 1", {}, psycopg.OperationalError()),
    exc.InterfaceError("SELECT 1", {}, psycopg.InterfaceError()),
    RetryableError("busy"),
    UnavailableError("away"),
]
FINAL = [
    ValueError(),
    KeyError("a"),
    AssertionError(),
    OSError("disk full"),
    ConflictError("changed"),
    psycopg.errors.UniqueViolation(),
    psycopg.DataError("NUL"),
    exc.IntegrityError("INSERT", {}, psycopg.errors.UniqueViolation()),
    exc.DataError("INSERT", {}, psycopg.DataError("NUL")),
    exc.ProgrammingError("SELECT", {}, psycopg.errors.UndefinedTable()),
    httpx2.InvalidURL("no"),
]


@pytest.mark.parametrize("error", TRANSIENT, ids=repr)
def test_what_passes_is_tried_again(error: Exception) -> None:
    """No connection, no answer in time, a database that is away, and what an author calls retryable."""
    assert is_transient(error)


@pytest.mark.parametrize("error", FINAL, ids=repr)
def test_everything_else_is_not(error: Exception) -> None:
    """An operator's retry is one click, a second order is not."""
    assert not is_transient(error)


def test_an_author_may_name_further_types() -> None:
    """`retry_on` adds types, and their subclasses, for one step."""
    assert is_transient(KeyError("a"), (LookupError,))
    assert not is_transient(ValueError(), (LookupError,))
