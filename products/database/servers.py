"""The PostgreSQL servers that we manage, read from the environment variable ``PERDURE_DATABASE_SERVERS``."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import conninfo
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from perdure import InconclusiveError, PerdureError, RetryableError

# What a database sets for its sessions is not for ours: its owner might lure a superuser to functions that look like
# PostgreSQL's own (https://www.postgresql.org/docs/current/ddl-schemas.html#DDL-SCHEMAS-PATTERNS), and a limit that is
# right for the owner would keep us from changing it.
OURS = "-c search_path=pg_catalog -c statement_timeout=1min"


class ServerUnavailableError(RetryableError, ValueError):
    """A managed server does not answer.

    A step that meets it is tried again, a check is inconclusive; and being a ValueError, it is shown beside the
    form field whose validator met it.
    """

    status = 503
    code = "server_unavailable"


class UnknownServerError(InconclusiveError):
    """A server is not managed, so it cannot be asked."""

    status = 412
    code = "unknown_server"


class ServersSettingError(PerdureError):
    """PERDURE_DATABASE_SERVERS cannot be used."""

    code = "setting"


class ManagedServer(BaseModel):
    """A PostgreSQL server that databases are made on.

    Args:
        title: for people.
        dsn: how a superuser connects to it over TCP: ``postgresql://admin:…@host:5432/postgres``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    dsn: SecretStr

    @field_validator("dsn")
    @classmethod
    def _reached_over_tcp(cls, dsn: SecretStr) -> SecretStr:
        try:
            host = conninfo.conninfo_to_dict(dsn.get_secret_value()).get("host")
        except psycopg.ProgrammingError:
            raise ValueError(
                "this is no connection string; write postgresql://user:…@host:port/postgres"
            ) from None
        if not host or str(host).startswith(("/", "@")):
            raise ValueError(f"the host is {host!r}; name one that is reached over TCP, as our customers do")
        return dsn

    @property
    def address(self) -> str:
        """Host and port."""
        parts = conninfo.conninfo_to_dict(self.dsn.get_secret_value())
        return f"{parts['host']}:{parts.get('port', 5432)}"

    @contextmanager
    def connect(self, **instead: str) -> Iterator[psycopg.Connection]:
        """The administrator's connection in autocommit mode, closed after the block.

        Args:
            instead: what differs from the connection string, such as ``dbname``.

        Raises:
            ServerUnavailableError: no connection, or it was lost.
        """
        with self.log_in(**{"options": OURS, **instead}) as connection:
            yield connection

    @contextmanager
    def log_in(self, **instead: str) -> Iterator[psycopg.Connection]:
        """A customer's connection, as `connect`.

        Args:
            instead: ``dbname``, ``user`` and ``password``.

        Raises:
            ServerUnavailableError: no connection, or it was lost.
        """
        dsn = conninfo.make_conninfo(self.dsn.get_secret_value(), connect_timeout=5, **instead)
        try:
            with psycopg.connect(dsn, autocommit=True) as connection:
                yield connection
        except psycopg.OperationalError as error:
            message = " ".join(str(error).split()) or type(error).__name__
            raise ServerUnavailableError(
                f"{self.title} ({self.address}) does not serve us; try again when it does. It says: {message}"
            ) from error

    def refuses(self, **instead: str) -> bool:
        """Whether the server asks for a password and does not take this one.

        Args:
            instead: ``dbname``, ``user`` and ``password``.

        Raises:
            ServerUnavailableError: it did not get as far as a password.
        """
        try:
            with self.log_in(**instead):
                return False
        except ServerUnavailableError as error:
            # A refusal comes without an SQLSTATE, and its text in the server's language.
            match error.__cause__:
                case psycopg.OperationalError(pgconn=pgconn) if pgconn and pgconn.used_password:
                    return True
            raise


class _Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="PERDURE_DATABASE_")

    servers: dict[str, ManagedServer] = {}


def managed_servers() -> dict[str, ManagedServer]:
    """All of them, by the name that subscriptions keep.

    Raises:
        ServersSettingError: the environment names none that can be used; the message has no secrets.
    """
    try:
        return _Settings().servers
    except SettingsError:
        complaint = "it is not JSON"
    except ValidationError as error:
        complaint = "; ".join(
            f"{'.'.join(map(str, item['loc'][1:]))}: {item['msg']}" for item in error.errors()
        )
    raise ServersSettingError(
        f"PERDURE_DATABASE_SERVERS cannot be used: {complaint}. "
        f'Write {{"name": {{"title": "…", "dsn": "postgresql://user:…@host:port/postgres"}}}}.'
    )


def managed_server(name: str) -> ManagedServer:
    """One of them.

    Raises:
        UnknownServerError: it is not managed (any more).
    """
    servers = managed_servers()
    if name not in servers:
        known = ", ".join(servers) or "none"
        raise UnknownServerError(
            f"Server {name!r} is not in PERDURE_DATABASE_SERVERS; managed servers: {known}."
        )
    return servers[name]
