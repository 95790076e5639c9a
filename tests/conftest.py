"""The servers, databases and namespaces of the tests: real ones, on ports of this run's own."""

import base64
import secrets
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from perdure.embedded.postgres import PostgresServer
from perdure.embedded.temporal import TemporalServer
from perdure.settings import SECRET_KEY_BYTES, Settings
from perdure.testing.servers import fresh_database, fresh_namespace, postgres_server, temporal_server

TEMPLATE = "perdure_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """The PostgreSQL server of this test run; whoever stops it starts it again."""
    with postgres_server() as server:
        yield server


@pytest.fixture(scope="session")
def temporal() -> Iterator[TemporalServer]:
    """The Temporal server of this test run; whoever stops it starts it again."""
    with temporal_server() as server:
        yield server


@pytest.fixture(scope="session")
def template(postgres: PostgresServer) -> str:
    """The name of a database with all migrations applied, to be copied."""
    url = postgres.create_database(TEMPLATE)
    try:
        from perdure.db.migrate import upgrade  # noqa: PLC0415 — until it is there
    except ModuleNotFoundError:
        return TEMPLATE
    upgrade(url)
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
    return Settings(
        database_url=database_url,
        temporal_address=temporal.address,
        temporal_namespace=namespace,
        temporal_ui_url=temporal.ui_url,
        secret_key=SecretStr(base64.b64encode(secrets.token_bytes(SECRET_KEY_BYTES)).decode()),
    )
