"""The application on real servers."""

from collections.abc import Iterator

import lamps
import pytest
from fastapi.testclient import TestClient
from hand import Hand
from lamp_api import Api

from perdure.api.app import create_app
from perdure.db.engine import Database
from perdure.domain.catalogue import catalogue
from perdure.settings import Settings
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    """The API on this test's servers; no worker runs yet."""
    catalogue.load(lamps.plugin, "tests")
    with TestClient(create_app(settings)) as client:
        eventually(lambda: client.get("/api/customers").json()["items"], what="the first mirroring")
        yield Api(client)


@pytest.fixture
def worker(settings: Settings, api: Api) -> Iterator[None]:
    """A worker runs during the test."""
    with running_worker(settings):
        yield


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A connection pool of the test's own."""
    opened = Database(database_url, pool_size=2)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def busy(shared: Hand) -> Iterator[Api]:
    """The API of the installation that all tests of one module share; a worker runs."""
    with TestClient(create_app(shared.settings)) as client:
        yield Api(client)
