"""Everything that `perdure run` starts, in which order, and what each is told about the others."""

import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from ..db.migrate import upgrade
from ..settings import PREFIX, Settings
from .command import CommandServer
from .group import ServerGroup
from .key import ensure_key
from .lock import is_held
from .ports import free_port
from .postgres import PostgresServer
from .readiness import answers, is_polled, temporal_trouble
from .record import RunRecord
from .server import Server
from .temporal import TemporalServer

DATABASE = "perdure"
MANAGED = f"{PREFIX}DATABASE_SERVERS"  # read by products.database
# By path: to import the product would take longer than to start its servers.
EXTENSIONS = Path(__file__).parents[1] / "products" / "database" / "extensions"

# The usual ports; PostgreSQL's are not 5432, where the machine's own server may be.
POSTGRES_PORT = 55432
AMSTERDAM_PORT = 55433
UTRECHT_PORT = 55434
TEMPORAL_PORT = 7233
TEMPORAL_UI_PORT = 8233

WIND_UP = 20  # seconds that the servers of a run that was killed may still take to end


class Stack:
    """All the servers, and the settings that lead from one to the other.

    Args:
        home: the folder for what they keep and log.
        settings: an address that is set in it is of a server that runs already; for the others we start one.
        say: where news for people goes, a line at a time.
    """

    def __init__(self, home: Path, settings: Settings, say: Callable[[str], None]) -> None:
        self.group = ServerGroup()
        self._home = home
        self._settings = settings
        self._given = settings.model_fields_set
        self._say = say
        self._environment = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}

    def start(self) -> RunRecord:
        """Start everything; return where it is.

        Raises:
            ChildError: a server did not come up.
            UnavailableError: the database that we were pointed at does not answer.
        """
        for lock in self._home.glob("*/*.lock"):
            is_held(lock, patience=WIND_UP)  # so that the usual ports are free again
        self._start_servers()
        upgrade(self._settings.database_url)
        self._settle()
        self._start_commands()
        if trouble := temporal_trouble(self._api_url):
            self._say(f"{trouble} What is started waits until it is there.")
        return RunRecord(
            process=os.getpid(),
            api_url=self._api_url,
            temporal_ui_url=self._settings.temporal_ui_url,
            environment=self._environment,
            logs={child.name: child.log for child in self.group.children},
        )

    def _start_servers(self) -> None:
        """Start PostgreSQL, Temporal and the managed servers, as far as they do not run elsewhere."""
        postgres = None if "database_url" in self._given else self._postgres("PostgreSQL", POSTGRES_PORT)
        temporal = None if "temporal_address" in self._given else self._temporal()
        managed = {} if MANAGED in self._environment else self._managed()
        self._start(*(server for server in (postgres, temporal, *managed.values()) if server))
        if postgres:
            self._set(database_url=postgres.ensure_database(DATABASE))
        if temporal:
            self._set(temporal_address=temporal.address, temporal_ui_url=temporal.ui_url)
        if managed:
            # Somebody's: the name is taken on this server, and free on the other.
            managed["amsterdam"].ensure_database("legacy")
            servers = {
                name: {"title": name.capitalize(), "dsn": server.dsn} for name, server in managed.items()
            }
            self._environment[MANAGED] = json.dumps(servers)

    def _settle(self) -> None:
        """Decide the settings that were left open."""
        if not self._given & {"secret_key", "secret_key_file"}:
            self._set(secret_key_file=ensure_key(self._home / "secret.key"))
        if "validation_interval" not in self._given:
            self._set(validation_interval=timedelta(minutes=1))  # a day is too long to wait for a first drift
        self._set(api_port=self._port("the API", self._settings.api_port))

    def _start_commands(self) -> None:
        """Start worker and API side by side."""
        environment = {**os.environ, **self._environment}

        def works() -> bool:
            # An address that was given may be of a server that is away: the worker then keeps trying.
            return "temporal_address" in self._given or is_polled(self._settings)

        def serves() -> bool:
            return answers(f"{self._api_url}/api/health")

        self._start(
            CommandServer("worker", self._home / "worker", environment=environment, ready=works),
            CommandServer("api", self._home / "api", environment=environment, ready=serves),
        )

    def _start(self, *servers: Server) -> None:
        if servers:
            self._say(f"Starting {', '.join(server.child.name for server in servers)} …")
            self.group.start(*servers)

    def _postgres(self, name: str, port: int, extensions: Path | None = None) -> PostgresServer:
        folder = self._home / name.lower()
        return PostgresServer(folder, port=self._port(name, port), name=name, extensions=extensions)

    def _managed(self) -> dict[str, PostgresServer]:
        """The two servers of the database product, which differ in databases and in the extensions that they offer."""
        return {
            "amsterdam": self._postgres("Amsterdam", AMSTERDAM_PORT),
            "utrecht": self._postgres("Utrecht", UTRECHT_PORT, EXTENSIONS),
        }

    def _temporal(self) -> TemporalServer:
        return TemporalServer(
            self._home / "temporal",
            port=self._port("Temporal", TEMPORAL_PORT),
            ui_port=self._port("the Temporal Web UI", TEMPORAL_UI_PORT),
            namespace=self._settings.temporal_namespace,
            keep=True,
        )

    def _port(self, name: str, usual: int) -> int:
        port = free_port(usual)
        if port != usual:
            self._say(f"Port {usual} is taken: {name} listens on {port}.")
        return port

    def _set(self, **values: object) -> None:
        self._settings = self._settings.model_copy(update=values)
        self._environment |= {f"{PREFIX}{name.upper()}": str(value) for name, value in values.items()}

    @property
    def _api_url(self) -> str:
        host = self._settings.api_host
        return f"http://{f'[{host}]' if ':' in host else host}:{self._settings.api_port}"
