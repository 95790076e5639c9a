"""A real PostgreSQL server as a child process, from the wheel's own programs."""

import shutil
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from .account import Account
from .child import Child
from .cluster import SUPERUSER, ensure_data, server_environment
from .place import data_place, make_folder, postgres_binaries
from .ports import LOOPBACK, free_port
from .server import Server


class PostgresServer(Server):
    """A PostgreSQL server on the loopback address, with its data and its password in one folder.

    Started again, it has the same port and the same data.

    Args:
        folder: its home, made if missing: ``password`` (mode 0600), ``server.log``, ``data/``. As root, when
            the unprivileged account that the server then runs under cannot reach it, the data goes elsewhere.
        port: the port to listen on; by default a free one.
        name: what people call it.
        extensions: a folder with ``*.control`` and ``*.sql`` files, offered beside the built-in extensions.
        parameters: further configuration, such as ``{"fsync": "off"}``.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        name: str = "PostgreSQL",
        extensions: Path | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        # SIGINT is the "fast" shutdown: sessions are ended, the data is left clean.
        super().__init__(Child(name, log=folder / "server.log", stop_signal=signal.SIGINT, grace=15))
        self.folder = folder
        self.port = port or free_port()
        self._password_file = folder / "password"
        self._extensions = extensions
        self._parameters = dict(parameters or {})

    @property
    def dsn(self) -> str:
        """Connection string of the superuser for psycopg and libpq."""
        return self.dsn_of("postgres")

    @property
    def url(self) -> str:
        """The same for SQLAlchemy."""
        return self.url_of("postgres")

    def dsn_of(self, database: str) -> str:
        """Connection string for one database, as superuser."""
        return f"postgresql://{self._authority()}/{quote(database, safe='')}"

    def url_of(self, database: str) -> str:
        """SQLAlchemy URL for one database, as superuser."""
        return f"postgresql+psycopg://{self._authority()}/{quote(database, safe='')}"

    def start(self) -> Self:
        """Start it, making the data folder the first time; return when a session can be opened.

        Raises:
            ChildError: it did not come up; with the end of its log.
        """
        make_folder(self.folder)
        account = Account.for_folder(self.folder / "data")
        place = data_place(self.folder, account)
        account = Account.for_folder(place / "data")
        binaries = postgres_binaries(account)
        durable = self._parameters.get("fsync") != "off"
        data = ensure_data(place, self._password_file, account, binaries, durable=durable)
        command: list[str | Path] = [binaries / "postgres", "-D", data, *self._options(place)]
        # PostgreSQL believes in its pid file while any process has that number, be it a quite different one.
        stale = data / "postmaster.pid"
        self.child.start(command, environment=server_environment(), account=account, stale=stale)
        self.child.wait_until(self._answers)
        return self

    def create_database(self, name: str, *, template: str = "template1") -> str:
        """Make a database, a copy of the template; return its SQLAlchemy URL."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return self.url_of(name)

    def ensure_database(self, name: str) -> str:
        """Make a database if it is not there; return its SQLAlchemy URL."""
        with suppress(psycopg.errors.DuplicateDatabase):
            self.create_database(name)
        return self.url_of(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the sessions in it."""
        with psycopg.connect(self.dsn, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            )

    def _authority(self) -> str:
        password = self._password_file.read_text(encoding="ascii")
        return f"{SUPERUSER}:{password}@{LOOPBACK}:{self.port}"

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _options(self, place: Path) -> list[str]:
        parameters = {
            "listen_addresses": LOOPBACK,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",  # API, workers and tests each have pools of their own
            **self._parameters,
        }
        if self._extensions:
            offered = place / "offered"  # a copy, where the server's account can read it
            shutil.rmtree(offered, ignore_errors=True)
            shutil.copytree(self._extensions, offered / "extension", copy_function=shutil.copyfile)
            parameters["extension_control_path"] = f"$system:{offered}"
        return [argument for name, value in parameters.items() for argument in ("-c", f"{name}={value}")]
