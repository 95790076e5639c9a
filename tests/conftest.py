"""The servers, databases and namespaces of the tests: real ones, on ports of this run's own."""

from collections.abc import Iterator
from importlib.resources import as_file, files

import pytest
import sample_product
from hand import Hand
from installation import loaded, prepared, settings_for

from perdure.db.engine import Database
from perdure.db.migrate import upgrade
from perdure.embedded.postgres import PostgresServer
from perdure.embedded.temporal import TemporalServer
from perdure.settings import Settings
from perdure.testing.servers import fresh_database, fresh_namespace, postgres_server, temporal_server
from perdure.testing.worker import running_worker

TEMPLATE = "perdure_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this test run; whoever stops it starts it again."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def amsterdam() -> Iterator[PostgresServer]:
    """A managed server as PostgreSQL comes, on which somebody else has a database `legacy`."""
    with postgres_server(name="Amsterdam") as server:
        server.create_database("legacy")
        yield server


@pytest.fixture(scope="session")
def utrecht() -> Iterator[PostgresServer]:
    """A managed server that offers one extension more."""
    with (
        as_file(files("perdure.products.database") / "extensions") as extensions,
        postgres_server(name="Utrecht", extensions=extensions) as server,
    ):
        yield server


@pytest.fixture(scope="session")
def temporal() -> Iterator[TemporalServer]:
    """The Temporal server of this test run; whoever stops it starts it again."""
    with temporal_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> str:
    """The name of a database with all migrations applied, to be copied."""
    upgrade(postgres.create_database(TEMPLATE))
    return TEMPLATE


@pytest.fixture
def database_url(postgres: PostgresServer, template: str) -> Iterator[str]:
    """The SQLAlchemy URL of a migrated database of this test's own."""
    with fresh_database(postgres, template=template) as url:
        yield url


@pytest.fixture
def namespace(temporal: TemporalServer) -> str:
    """The name of a Temporal namespace of this test's own."""
    return fresh_namespace(temporal)


@pytest.fixture
def settings(database_url: str, temporal: TemporalServer, namespace: str) -> Settings:
    """Settings that lead to this test's database and namespace."""
    return settings_for(database_url, temporal, namespace)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A connection pool on this test's database."""
    opened = Database(database_url, pool_size=5)
    yield opened
    opened.close()


@pytest.fixture
def hand(settings: Settings, database: Database) -> Iterator[Hand]:
    """Acts on this test's database and namespace, which know the sample product; no worker runs yet."""
    with loaded(sample_product.plugin):
        yield prepared(settings, database)


@pytest.fixture
def worker(settings: Settings, hand: Hand) -> Iterator[None]:
    """A worker on this test's database and namespace."""
    with running_worker(settings):
        yield


@pytest.fixture(scope="module")
def idle(
    request: pytest.FixtureRequest, postgres: PostgresServer, temporal: TemporalServer, template: str
) -> Iterator[Hand]:
    """Acts on a database and a namespace that all tests of one module share; no worker runs.

    They know the sample product and, where the module has them, its ``plugin`` or ``plugins``.
    """
    own = getattr(request.module, "plugin", None)
    plugins = [sample_product.plugin, *getattr(request.module, "plugins", [own] if own else [])]
    with fresh_database(postgres, template=template) as url, loaded(*plugins):
        database = Database(url, pool_size=5)
        yield prepared(settings_for(url, temporal, fresh_namespace(temporal)), database)
        database.close()


@pytest.fixture(scope="module")
def shared(idle: Hand) -> Iterator[Hand]:
    """Acts like `idle`, and a worker runs for all tests of the module."""
    with running_worker(idle.settings):
        yield idle
