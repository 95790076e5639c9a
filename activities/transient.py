"""Which errors another attempt may cure."""

import socket

import httpx2
import psycopg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ..domain.errors import RetryableError, UnavailableError

_TRANSIENT: tuple[type[Exception], ...] = (
    ConnectionError,
    TimeoutError,
    socket.gaierror,
    httpx2.TransportError,
    psycopg.OperationalError,
    RetryableError,
    UnavailableError,
)


def is_transient(error: Exception, retry_on: tuple[type[Exception], ...] = ()) -> bool:
    """Whether the error is of a kind that passes: no connection, no answer in time, database away.

    Everything else is not retried by itself: an operator's retry is one click, a second order is not.

    Args:
        error: what was raised.
        retry_on: the types that the step's author added.
    """
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or isinstance(error, OperationalError | InterfaceError)
    return isinstance(error, (*_TRANSIENT, *retry_on))
