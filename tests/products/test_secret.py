"""The password of a new role is handed out once, and stands nowhere in clear text."""

import asyncio
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from hand import Hand
from leaks import answers, dump, every_statement_logged, history

from perdure.embedded.postgres import PostgresServer
from perdure.embedded.temporal import TemporalServer

Json = dict[str, Any]


def test_the_password_is_handed_out_once(
    *, office: Hand, api: TestClient, where: Json, what: Json, amsterdam: PostgresServer, name: str
) -> None:
    """Whoever asks first gets the password, which lets the owner in; whoever asks second learns that it is gone."""
    process_id = office.run("create_database", where, what)

    first, second = (api.post(f"/api/processes/{process_id}/secrets/password/reveal") for _ in range(2))

    password = first.json()["value"]
    with psycopg.connect(amsterdam.dsn_of(name), user=name, password=password) as connection:
        assert name == connection.info.user
    assert (200, 410) == (first.status_code, second.status_code)
    assert password not in second.text


def test_the_password_stands_nowhere_in_clear_text(
    *,
    office: Hand,
    api: TestClient,
    where: Json,
    what: Json,
    postgres: PostgresServer,
    temporal: TemporalServer,
    amsterdam: PostgresServer,
    utrecht: PostgresServer,
    name: str,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not in our database, in no server's log, not in Temporal's history, in no answer of the API, not in our log.

    The name, which is no secret, is in each place that speaks of the order: so each place was looked at.
    """
    with every_statement_logged(postgres), every_statement_logged(amsterdam):
        process_id = office.run("create_database", where, what)
        subscription_id = office.state(process_id)["subscription"]["subscription_id"]
        with psycopg.connect(amsterdam.dsn, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 5")  # so there is drift to show
        office.run("validate_database", {"subscription_id": subscription_id})
    speaking = {
        "dump": dump(office),
        "history": asyncio.run(history(office, process_id)),
        "log of our server": postgres.child.log.read_bytes(),
        "log of the managed server": amsterdam.child.log.read_bytes(),
        "answers": answers(
            api,
            process_id=str(process_id),
            subscription_id=subscription_id,
            product_id=api.get(f"/api/subscriptions/{subscription_id}").json()["product"]["product_id"],
            key="create_database",
            customer_id="default",
            version="1",
        ),
    }
    silent = {
        "log of the other managed server": utrecht.child.log.read_bytes(),
        "log of Temporal": temporal.child.log.read_bytes(),
        "output": "".join(capfd.readouterr()).encode(),
        "log": caplog.text.encode(),
    }
    password = api.post(f"/api/processes/{process_id}/secrets/password/reveal").json()["value"].encode()

    assert [] == [place for place, text in speaking.items() if name.encode() not in text]
    assert [] == [place for place, text in (speaking | silent).items() if password in text]
