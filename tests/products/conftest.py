"""What the steps and checks of a database are called with."""

import json
import uuid
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
import structlog
from fastapi.testclient import TestClient
from hand import Hand

from perdure import ACTIVE, PROVISIONING, StepContext
from perdure.api.app import create_app
from perdure.db.products import list_products
from perdure.domain.product import ProductModel
from perdure.embedded.postgres import PostgresServer
from perdure.products.database import steps
from perdure.products.database.model import (
    DATABASE,
    Database,
    DatabaseBlockProvisioning,
    DatabaseProvisioning,
    Environment,
)
from perdure.testing.waiting import eventually


@pytest.fixture(autouse=True)
def managed(monkeypatch: pytest.MonkeyPatch, amsterdam: PostgresServer, utrecht: PostgresServer) -> None:
    """The settings name both, and a third that never answers."""
    servers = {
        "amsterdam": {"title": "Amsterdam", "dsn": amsterdam.dsn},
        "utrecht": {"title": "Utrecht", "dsn": utrecht.dsn},
        # Port 1 is reserved and nobody listens there.
        "away": {"title": "Gone fishing", "dsn": "postgresql://admin:tops3cret@127.0.0.1:1/postgres"},
    }
    monkeypatch.setenv("PERDURE_DATABASE_SERVERS", json.dumps(servers))


@pytest.fixture
def admin(amsterdam: PostgresServer) -> Iterator[psycopg.Connection]:
    """What somebody does by hand on the server in Amsterdam."""
    with psycopg.connect(amsterdam.dsn, autocommit=True) as connection:
        yield connection


@pytest.fixture
def name() -> str:
    """A name that no other test uses."""
    return f"orders_{uuid.uuid4().hex[:12]}"


@pytest.fixture
def where() -> dict[str, Any]:
    """Page 1 of an order, filled in."""
    return {"customer_id": "default", "environment": "development", "server": "amsterdam"}


@pytest.fixture
def what(name: str) -> dict[str, Any]:
    """Page 2 of an order, filled in."""
    return {"name": name, "connection_limit": 7, "statement_timeout": "1.5", "extensions": ["hstore"]}


@pytest.fixture
def office(shared: Hand) -> Hand:
    """Where databases are ordered: a worker has loaded the product that is installed with Perdure."""

    def offered() -> bool:
        with shared.database.reading() as connection:
            return DATABASE.name in {product.name for product in list_products(connection)}

    eventually(offered)
    return shared


@pytest.fixture
def api(office: Hand) -> Iterator[TestClient]:
    """The API on the same database."""
    with TestClient(create_app(office.settings)) as client:
        yield client


@pytest.fixture
def subscription(name: str) -> DatabaseProvisioning:
    """What was ordered in Amsterdam; nothing is there yet."""
    return DatabaseProvisioning(
        product=ProductModel(product_id=uuid.uuid4(), name=DATABASE.name),
        customer_id="default",
        status=PROVISIONING,
        database=DatabaseBlockProvisioning(
            environment=Environment.DEVELOPMENT,
            server="amsterdam",
            name=name,
            owner=name,
            connection_limit=7,
            statement_timeout=Decimal("1.5"),
            extensions=["hstore"],
            created_by=uuid.uuid4(),
        ),
    )


@pytest.fixture
def context(subscription: DatabaseProvisioning) -> StepContext:
    """What a step of the process that makes the database gets."""
    return context_of(subscription.database.created_by)


@pytest.fixture
def active(subscription: DatabaseProvisioning, context: StepContext) -> Database:
    """What was ordered in Amsterdam, made and in use."""
    steps.make_role(subscription, context)
    steps.make_database(subscription, context)
    steps.set_extensions(subscription)
    steps.set_limits(subscription)
    steps.set_password(subscription, context)
    steps.log_in(subscription, context)
    return Database.model_validate(subscription.model_dump() | {"status": ACTIVE})


def context_of(process_id: UUID) -> StepContext:
    """The context of some process's fourth step."""

    def none_stored(name: str) -> str:
        raise LookupError(f"No step has stored {name!r}.")

    return StepContext(
        process_id=process_id,
        position="3",
        attempt=1,
        actor="tester",
        logger=structlog.stdlib.get_logger(),
        read_secret=none_stored,
    )
