"""The connection pool, and the only two ways to a transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, ProgrammingError, TimeoutError  # noqa: A004 — the pool's

from ..domain.errors import UnavailableError

POOL_PATIENCE_SECONDS = 5
"""So long a request waits for a connection when all are in use; then it is better told to come back."""

NOT_MIGRATED = frozenset({"42P01", "42703"})
"""PostgreSQL's codes for a table, or a column, that does not exist."""


_shared: ContextVar[Mapping["Database", Connection]] = ContextVar("shared", default={})  # noqa: B039 — never changed


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
            pool_timeout=POOL_PATIENCE_SECONDS,
            connect_args={"connect_timeout": 5},
        )

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A transaction that commits when the block ends and rolls back when it raises.

        Raises:
            UnavailableError: PostgreSQL does not answer, or is not migrated; nothing was written.
        """
        with self._translated(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for queries; what it did is rolled back.

        Raises:
            UnavailableError: PostgreSQL does not answer, or is not migrated.
        """
        shared = _shared.get().get(self)
        if shared is not None:
            yield shared
            return
        with self._translated(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def one_reading(self) -> Iterator[Connection]:
        """One connection for every `reading` in this block: to get one takes longer than most queries.

        Only for code that stays in its thread.

        Raises:
            UnavailableError: PostgreSQL does not answer, or is not migrated.
        """
        with self.reading() as connection:
            token = _shared.set({**_shared.get(), self: connection})
            try:
                yield connection
            finally:
                _shared.reset(token)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        address = self.engine.url.render_as_string(hide_password=True)
        try:
            yield
        except TimeoutError as error:
            raise UnavailableError(f"All connections to {address} are in use; try again.") from error
        except (OperationalError, InterfaceError) as error:
            if is_unavailable(error):
                raise UnavailableError(f"PostgreSQL at {address} does not answer; try again.") from error
            raise
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) in NOT_MIGRATED:
                raise UnavailableError(
                    f"The database at {address} has not the tables of this version; run `perdure migrate`."
                ) from error
            raise


def is_unavailable(error: DBAPIError) -> bool:
    """Whether the error says that the server was away, rather than that the statement was wrong.

    PostgreSQL's classes 08 (connection), 57P (shutdown, restart) and 53 (out of resources); no code at all means
    that no server answered. https://www.postgresql.org/docs/current/errcodes-appendix.html
    """
    code = getattr(error.orig, "sqlstate", None)
    return error.connection_invalidated or code is None or code[:2] in {"08", "53"} or code[:3] == "57P"
