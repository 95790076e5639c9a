"""A database's whole life, on the engine: ordered, approved, changed, validated, ended, and what may go wrong."""

import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi.testclient import TestClient
from hand import Hand
from psycopg import sql
from sqlalchemy import Row, select

from perdure import ACTIVE, TERMINATED
from perdure.db.tables import validation
from perdure.embedded.postgres import PostgresServer
from perdure.forms import FormValidationError
from perdure.products.database.facts import find_database, find_role, installed_extensions
from perdure.testing.waiting import eventually

Json = dict[str, Any]

AMSTERDAM_AWAY = json.dumps(
    {"amsterdam": {"title": "Amsterdam", "dsn": "postgresql://admin:x@127.0.0.1:1/postgres"}}
)


@pytest.fixture
def page(office: Hand, where: Json, what: Json) -> Json:
    """The page that names the subscription to a database that was ordered and made."""
    return {"subscription_id": subscription_of(office, office.run("create_database", where, what))}


@pytest.fixture
def production(where: Json) -> Json:
    """Where a database is to be that somebody has to approve."""
    return where | {"environment": "production"}


def subscription_of(office: Hand, process_id: UUID) -> str:
    subscription_id: str = office.state(process_id)["subscription"]["subscription_id"]
    return subscription_id


def validated(office: Hand, page: Json) -> Row[Any]:
    """Validate a subscription; gives what was found."""
    process_id = office.run("validate_database", page)
    with office.database.reading() as connection:
        return connection.execute(select(validation).where(validation.c.process_id == process_id)).one()


def finding(path: str, expected: object, observed: object) -> Json:
    adopt = {f"database.{path}": observed}
    return {"path": path, "expected": expected, "observed": observed, "system": None, "adopt": adopt}


def titles(office: Hand, process_id: UUID) -> Sequence[str]:
    return [row.title for row in office.steps(process_id)]


def test_an_order_becomes_a_database(
    office: Hand, where: Json, what: Json, admin: psycopg.Connection, name: str
) -> None:
    """The steps run in order, and end in a database with its role and an active subscription that describes it."""
    process_id = office.run("create_database", where, what)

    assert [
        "Construct subscription",
        "Set status to provisioning",
        "Approve if for production",
        "Create role",
        "Create database",
        "Set extensions",
        "Set limits",
        "Set password",
        "Log in with the new role",
        "Set status to active",
    ] == titles(office, process_id)
    subscription = office.subscription(subscription_of(office, process_id))
    assert ACTIVE == subscription.status
    assert f"Database {name} on amsterdam (development)" == subscription.description
    observed = find_database(admin, name)
    assert observed is not None
    assert (name, 7, Decimal("1.5")) == (
        observed.owner,
        observed.connection_limit,
        observed.statement_timeout,
    )
    assert f"Perdure {process_id}/4" == observed.comment


def test_production_waits_for_the_approval_of_a_dba(
    office: Hand, production: Json, what: Json, admin: psycopg.Connection, name: str
) -> None:
    """Nothing is made before a DBA has answered both pages, and then what was approved is."""
    process_id = office.start("create_database", production, what)
    assert "DBA" == office.until(process_id, "suspended").assignee
    assert find_role(admin, name) is None

    office.answer(process_id, {"connection_limit": 5}, {"reference": "CHG-42", "approved": "ACCEPTED"})

    office.until(process_id, "completed")
    subscription = office.subscription(subscription_of(office, process_id))
    assert (5, Decimal("1.5")) == (
        subscription.database.connection_limit,
        subscription.database.statement_timeout,
    )
    assert "Approved under CHG-42" == subscription.note
    observed = find_database(admin, name)
    assert observed is not None
    assert 5 == observed.connection_limit


def test_a_change_arrives_on_the_server(
    office: Hand, page: Json, admin: psycopg.Connection, amsterdam: PostgresServer, name: str
) -> None:
    """Limit, timeout and extensions are what was asked; the subscription and a validation agree."""
    office.run(
        "modify_database",
        page,
        {"connection_limit": 3, "statement_timeout": "0.25", "extensions": ["citext"]},
    )

    observed = find_database(admin, name)
    assert observed is not None
    assert (3, Decimal("0.25")) == (observed.connection_limit, observed.statement_timeout)
    with psycopg.connect(amsterdam.dsn_of(name)) as connection:
        assert ["citext"] == installed_extensions(connection)
    assert "in_sync" == validated(office, page).verdict


def test_an_alteration_by_hand_is_drift(
    office: Hand, page: Json, admin: psycopg.Connection, name: str
) -> None:
    """All five checks run, and the two that look at what was altered say so."""
    admin.execute(sql.SQL("ALTER DATABASE {} CONNECTION LIMIT 99").format(sql.Identifier(name)))
    admin.execute(sql.SQL("ALTER DATABASE {} SET statement_timeout = '1h'").format(sql.Identifier(name)))

    found = validated(office, page)

    assert "drifted" == found.verdict
    assert {
        "Database exists": [],
        "Owner": [],
        "Connection limit": [finding("connection_limit", 7, 99)],
        "Statement timeout": [finding("statement_timeout", "1.5", "3600")],
        "Extensions": [],
    } == {check["title"]: check["findings"] for check in found.checks}


def test_what_was_altered_by_hand_is_restored(
    office: Hand, page: Json, admin: psycopg.Connection, amsterdam: PostgresServer, name: str
) -> None:
    """Whoever it belongs to, whichever limits and extensions it has by now: all is as agreed, also a second time."""
    for statement in (
        "ALTER DATABASE {} OWNER TO CURRENT_USER",
        "ALTER DATABASE {} CONNECTION LIMIT -1",
        "ALTER DATABASE {} SET statement_timeout = '1h'",
        "ALTER ROLE {} SET statement_timeout = 0",
        "ALTER ROLE {0} IN DATABASE {0} SET statement_timeout = '2h'",
    ):
        admin.execute(sql.SQL(statement).format(sql.Identifier(name)))
    with psycopg.connect(amsterdam.dsn_of(name)) as connection:
        connection.execute("DROP EXTENSION hstore")
    assert "drifted" == validated(office, page).verdict

    for _ in range(2):
        office.run("restore_database", page)
        assert "in_sync" == validated(office, page).verdict


def test_a_limit_that_was_altered_by_hand_is_adopted(
    office: Hand, page: Json, api: TestClient, admin: psycopg.Connection, name: str
) -> None:
    """It is what is agreed from then on, and not altered by a change of something else."""
    admin.execute(sql.SQL("ALTER DATABASE {} SET statement_timeout = 250").format(sql.Identifier(name)))
    validated(office, page)
    (item,) = api.get("/api/drift", params=page).json()["items"]

    answer = api.put(f"/api/drift/{item['drift_item_id']}/adopt", json={"reason": "agreed on the phone"})
    office.until(UUID(answer.json()["id"]), "completed")

    assert Decimal("0.25") == office.subscription(page["subscription_id"]).database.statement_timeout
    assert "in_sync" == validated(office, page).verdict


def test_a_server_that_is_away_is_inconclusive(
    office: Hand, page: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not asked is not drifted; every check says that it could not ask."""
    monkeypatch.setenv("PERDURE_DATABASE_SERVERS", AMSTERDAM_AWAY)

    found = validated(office, page)

    assert "inconclusive" == found.verdict
    assert ["inconclusive"] * 5 == [check["verdict"] for check in found.checks]


def test_a_form_that_cannot_ask_the_server_says_so(
    api: TestClient, where: Json, what: Json, page: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An order has the complaint beside the server; a change, which has no other server, is to be tried later."""
    monkeypatch.setenv("PERDURE_DATABASE_SERVERS", AMSTERDAM_AWAY)

    order = api.post("/api/processes/create_database", json=[where, what])
    change = api.post("/api/processes/modify_database", json=[page])

    assert (400, 0, ["server"]) == (
        order.status_code,
        order.json()["page"],
        order.json()["validation_errors"][0]["loc"],
    )
    assert (503, "server_unavailable") == (change.status_code, change.json()["code"])
    assert "Amsterdam (127.0.0.1:1) does not serve us" in change.json()["detail"]


def test_an_ended_database_leaves_its_name_to_others(
    *, office: Hand, where: Json, what: Json, page: Json, admin: psycopg.Connection, name: str
) -> None:
    """The name is refused while it is in use; afterwards everything is gone, and it can be ordered again."""
    with pytest.raises(FormValidationError):
        office.accept("create_database", where, what)

    office.run("terminate_database", page, {"name": name})

    assert TERMINATED == office.subscription(page["subscription_id"]).status
    assert (None, None) == (find_database(admin, name), find_role(admin, name))
    office.run("create_database", where, what)
    assert find_database(admin, name) is not None


def test_a_foreign_database_fails_the_process_until_it_makes_way(
    office: Hand, production: Json, what: Json, admin: psycopg.Connection, name: str
) -> None:
    """Somebody was faster by hand: the process parks and leaves theirs alone; a retry goes on once it is gone."""
    process_id = office.start("create_database", production, what)
    office.until(process_id, "suspended")
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    office.answer(process_id, {}, {"reference": "CHG-42", "approved": "ACCEPTED"})
    failed = office.until(process_id, "failed")
    assert "Create database" == failed.step_title
    assert f"Database '{name}'" in failed.failure
    assert find_database(admin, name) is not None

    admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))
    office.retry(process_id)

    office.until(process_id, "completed")


def test_a_promised_name_is_not_promised_twice(
    office: Hand, production: Json, where: Json, what: Json, name: str
) -> None:
    """While one order waits for its approval, another for the same name is refused in the form."""
    process_id = office.start("create_database", production, what)
    office.until(process_id, "suspended")

    with pytest.raises(FormValidationError) as caught:
        office.accept("create_database", where, what)

    assert [f"'{name}' is promised to somebody else; choose another name"] == [
        error.msg for error in caught.value.errors
    ]


def test_what_an_aborted_order_has_made_is_cleared_away_by_terminating(
    office: Hand, production: Json, what: Json, admin: psycopg.Connection, name: str
) -> None:
    """The role that was made stays until somebody terminates the subscription, and then it goes."""
    process_id = office.start("create_database", production, what)
    office.until(process_id, "suspended")
    admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    office.answer(process_id, {}, {"reference": "CHG-42", "approved": "ACCEPTED"})
    office.until(process_id, "failed")
    office.abort(process_id)
    eventually(lambda: office.process(process_id).status == "aborted")
    assert find_role(admin, name) is not None
    admin.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))

    page = {"subscription_id": subscription_of(office, process_id)}
    office.run("terminate_database", page, {"name": name})

    assert find_role(admin, name) is None
