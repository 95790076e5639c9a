"""The connection pool, and the only two ways to a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from ..domain.errors import UnavailableError


class Database:
    """A PostgreSQL database.

    Args:
        url: an SQLAlchemy URL, ``postgresql+psycopg://user:password@host:port/name``.
        pool_size: connections kept open; as many again may be opened under load.
    """

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        # pre-ping: a connection that died with a restarted server is replaced instead of failing a request.
        self.engine: Engine = create_engine(
            url,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            connect_args={"connect_timeout": 5},
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises.

        Raises:
            UnavailableError: PostgreSQL does not answer; nothing was written.
        """
        with self._translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries; what it did is rolled back.

        Raises:
            UnavailableError: PostgreSQL does not answer.
        """
        with self._translated(), self.engine.connect() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            if is_unavailable(error):
                address = self.engine.url.render_as_string(hide_password=True)
                raise UnavailableError(f"PostgreSQL at {address} does not answer; try again.") from error
            raise


def is_unavailable(error: DBAPIError) -> bool:
    """Whether the error says that the server was away, rather than that the statement was wrong.

    PostgreSQL's classes 08 (connection), 57P (shutdown, restart) and 53 (out of resources); no code at all means
    that no server answered. https://www.postgresql.org/docs/current/errcodes-appendix.html
    """
    code = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or code is None or code[:2] in {"08", "53"} or code[:3] == "57P"
