"""Bad input: each a 4xx problem document that says what was wrong, and nothing is written."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import uuid4

import lamps
import pytest
from fastapi.testclient import TestClient
from hand import Hand
from lamp_api import Api
from sqlalchemy import func, select

from perdure.api.app import create_app
from perdure.db.engine import Database
from perdure.db.tables import metadata
from perdure.domain.catalogue import catalogue
from perdure.settings import Settings
from perdure.testing.waiting import eventually
from perdure.testing.worker import running_worker

CREATE = "/api/processes/create_lamp"
JSON = {"content-type": "application/json"}

plugins = [lamps.plugin]


@pytest.fixture(scope="module")
def api(idle: Hand) -> Iterator[Api]:
    """The API of one installation for all: nothing that is refused is there for the next test."""
    with TestClient(create_app(idle.settings)) as client:
        eventually(
            lambda: len(client.get("/api/products").json()) == len(catalogue.products), what="mirroring"
        )
        yield Api(client)


@pytest.fixture
def database(idle: Hand) -> Database:
    """The installation's database."""
    return idle.database


@pytest.fixture
def settings(idle: Hand) -> Settings:
    """The installation's settings."""
    return idle.settings


def row_counts(database: Database) -> Mapping[str, int]:
    """How many rows each table has."""
    with database.reading() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }


def deep(levels: int) -> str:
    """A page with a value of so many levels."""
    return '[{"place": ' + "[" * levels + "]" * levels + "}]"


BODIES = {
    "a page that is no object": ("[7]", 422, "pages.0"),
    "no answers at all": ("{}", 400, "place"),
    "null": ("null", 422, "list"),
    "nothing": ("", 422, "body"),
    "no JSON": ('[{"place": ', 400, "at character"),
    "no UTF-8": (b"[\xff]", 400, "body"),
    "unknown fields": ('[{"product": "PRODUCT", "colour": "red"}]', 400, "colour"),
    "a wrong type": ('[{"product": 7}]', 400, "product"),
    "a malformed UUID": ('[{"product": "not-a-uuid"}]', 400, "product"),
    "an unknown product": ('[{"product": "866525c8-a868-49bc-b006-1a60e492631e"}]', 400, "product"),
    "an unknown customer": ('[{"product": "PRODUCT", "customer_id": "nobody"}]', 400, "customer_id"),
    "10,000 pages": (json.dumps([{}] * 10_000), 422, "100 pages"),
    "a page too many": (
        '[{"product": "PRODUCT"}, {"place": "indoors"}, {"room": "hall", "watts": 1}, {}]',
        422,
        "4",
    ),
    "NUL": ('[{"product": "PRODUCT"}, {"place": "in\\u0000doors"}]', 400, "NUL"),
    "half a surrogate pair": ('[{"product": "PRODUCT"}, {"place": "\\ud800"}]', 400, "surrogate"),
    "a key with NUL": ('[{"pro\\u0000duct": "PRODUCT"}]', 400, "invalid_key"),
    "no number": (
        '[{"product": "PRODUCT"}, {"place": "indoors"}, {"room": "hall", "watts": NaN}]',
        400,
        "watts",
    ),
    "a huge number": (
        '[{"product": "PRODUCT"}, {"place": "indoors"}, {"room": "hall", "watts": 1e999}]',
        400,
        "watts",
    ),
    "a number of 4,000 digits": (
        '[{"product": "PRODUCT"}, {"place": "indoors"}, {"room": "hall", "watts": ' + "9" * 4000 + "}]",
        400,
        "watts",
    ),
    "a number of 5,000 digits": ('[{"product": ' + "9" * 5000 + "}]", 400, "body"),
    "a deep value": (deep(100), 400, "levels"),
    "a bottomless value": (deep(100_000), 400, "body"),
}


@pytest.mark.parametrize(("body", "status", "names"), BODIES.values(), ids=BODIES.keys())
def test_a_bad_start_is_refused_and_writes_nothing(
    api: Api, database: Database, body: str | bytes, status: int, names: str
) -> None:
    """The answer names the trouble; every table has as many rows as before."""
    before = row_counts(database)
    content = body if isinstance(body, bytes) else body.replace("PRODUCT", api.lamp_product()).encode()

    response = api.post(CREATE, content=content, headers=JSON)

    assert status == response.status_code, response.text
    assert names in response.text
    assert len(response.content) < 10_000
    assert before == row_counts(database)


def test_however_deep_a_value_is_it_is_refused(api: Api) -> None:
    """Also where it can just be read, and not be written: with an idempotency key the body is hashed."""
    statuses = {
        api.post(CREATE, content=deep(levels), headers={**JSON, "Idempotency-Key": str(levels)}).status_code
        for levels in range(800, 1000, 3)
    }

    assert {400, 422} >= statuses


def test_a_body_over_the_limit_is_refused_and_writes_nothing(
    api: Api, database: Database, settings: Settings
) -> None:
    """413 names the limit."""
    before = row_counts(database)

    response = api.post(CREATE, content=b" " * settings.max_body_bytes + b"[]", headers=JSON)

    assert (413, "too_large") == (response.status_code, response.json()["code"])
    assert "1,048,576 bytes" in response.json()["detail"]
    assert before == row_counts(database)


def test_a_body_that_is_not_called_json_is_refused(api: Api) -> None:
    """415 says how to call it; so a form on another site cannot start a process either."""
    response = api.post(CREATE, content=b"[]", headers={"content-type": "text/plain"})

    assert (415, "not_json") == (response.status_code, response.json()["code"])
    assert "text/plain" in response.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/processes/7", None),
        ("GET", "/api/subscriptions/7", None),
        ("GET", "/api/products/7", None),
        ("PUT", "/api/processes/7/resume", []),
        ("PUT", "/api/processes/7/retry", {}),
        ("PUT", "/api/processes/7/abort", {}),
        ("PATCH", "/api/processes/7", {"note": None}),
        ("POST", "/api/processes/7/secrets/pin/reveal", None),
    ],
)
def test_a_malformed_id_is_refused(api: Api, database: Database, method: str, path: str, body: Any) -> None:
    """422 names the parameter."""
    before = row_counts(database)

    response = api.request(method, path, json=body)

    assert (422, "invalid") == (response.status_code, response.json()["code"])
    assert "path." in response.json()["detail"]
    assert before == row_counts(database)


@pytest.mark.parametrize("decision", ["retry", "abort"])
def test_a_decision_about_nothing_is_refused(api: Api, database: Database, decision: str) -> None:
    """404 for a process that does not exist; unknown members of a decision are 422."""
    before = row_counts(database)
    process_id = uuid4()

    unknown = api.put(f"/api/processes/{process_id}/{decision}", json={})
    misspelt = api.put(f"/api/processes/{process_id}/{decision}", json={"reasons": "x"})

    assert (404, 422) == (unknown.status_code, misspelt.status_code)
    assert before == row_counts(database)


def test_a_refused_start_on_a_subscription_writes_nothing(
    api: Api, database: Database, settings: Settings
) -> None:
    """Wrong state, wrong product, unknown id, stale version: refused, and no lock is left."""
    with running_worker(settings):
        ended, alive = api.lamp(), api.lamp(room="hall")
        api.until(api.start("terminate_lamp", [{"subscription_id": ended}]), "completed")
    before = row_counts(database)
    watts = {"watts": 60}

    answers = [
        api.post("/api/processes/modify_lamp", json=pages)
        for pages in (
            [{"subscription_id": ended}, watts],
            [{"subscription_id": str(uuid4())}, watts],
            [{"subscription_id": "lamp"}, watts],
            [{"subscription_id": alive, "version": 1000}, watts],
            [{"subscription_id": alive}, {"watts": "many"}],
        )
    ]

    assert [412, 400, 400, 400, 400] == [answer.status_code for answer in answers]
    assert before == row_counts(database)


@pytest.mark.parametrize("key", ["", "with space", "k" * 256, "ключ".encode()])
def test_an_unusable_idempotency_key_is_refused(api: Api, key: str | bytes) -> None:
    """422; a key that could be cut or mangled on its way would not do its work."""
    response = api.post("/api/processes/sweep_shop", json=[], headers={"Idempotency-Key": key})

    assert 422 == response.status_code
    assert "idempotency-key" in response.json()["detail"]
