"""Secrets that are typed into forms: the steps that name them get them, and nobody else ever sees them."""

import asyncio
import json
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from lamp_api import Api
from leaks import answers, dump, every_statement_logged, history
from pydantic import BaseModel, Field, SecretStr
from sample_product import real
from sqlalchemy import func, select

from perdure import Plugin, State, StepContext, StepList, begin, inputstep, step, task
from perdure.db.tables import process_secret
from perdure.domain.errors import UnprocessableError
from perdure.embedded.postgres import PostgresServer
from perdure.embedded.temporal import TemporalServer
from perdure.forms import FormGenerator, FormPage, Secret, Text

PIN, PASSWORD, KEYS, SECOND = (
    "2718-2818-pin",
    "correct horse battery",
    ["key-one-3141", "key-two-5926"],
    "0x5ec0nd-pin",
)
CLEAR = [PIN, PASSWORD, *KEYS, SECOND]

seen: list[Any] = []
"""What the steps were given."""


class Login(BaseModel):
    username: str
    password: Secret


class AccountPage(FormPage):
    account: Annotated[str, Text(min_length=2)]
    pin: Annotated[Secret, Field(min_length=5)]


class LoginPage(FormPage):
    login: Login
    keys: list[Secret]


class SecondPage(FormPage):
    remark: str
    second_pin: Secret


def account_form() -> FormGenerator:
    account = yield AccountPage
    login = yield LoginPage
    return account.answers() | login.answers()


@step("Use what was typed in")
def use(account: str, pin: SecretStr, login: Login, keys: list[SecretStr], other: SecretStr | None) -> State:
    seen.append(
        (pin.get_secret_value(), login.password.get_secret_value(), [key.get_secret_value() for key in keys])
    )
    return {"used_by": f"{login.username} of {account}", "other": other is not None}


@inputstep("Ask for more", assignee="NOC")
def more(account: str) -> FormGenerator:
    return (yield SecondPage).answers()


@step("Fail and say too much")
def blab(second_pin: SecretStr, pin: SecretStr, context: StepContext) -> None:
    if len(seen) == 1:
        seen.append(second_pin.get_secret_value())
        context.logger.warning("about to fail")
        raise ValueError(f"{second_pin.get_secret_value()} and {context.secret('pin')} were refused")
    seen.append(pin.get_secret_value())


@task("Open an account", form=account_form)
def open_account() -> StepList:
    return begin >> use >> more >> blab


plugin = Plugin("accounts", workflows=[open_account])

PAGES = [
    {"account": "shop", "pin": PIN},
    {"login": {"username": "anna", "password": PASSWORD}, "keys": KEYS},
]


@pytest.fixture
def nothing_seen() -> None:
    """No step was given anything yet."""
    seen.clear()


def test_a_secret_goes_to_the_steps_that_name_it_and_nowhere_else(
    *,
    busy: Api,
    shared: Hand,
    nothing_seen: None,
    postgres: PostgresServer,
    temporal: TemporalServer,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Not in the database or its log, in Temporal's history or log, in an answer of the API, in a draft, in our log.

    The account, which is no secret, is in each place that speaks of the order: so each place was looked at.
    """
    draft_id = str(uuid4())
    told = []
    with every_statement_logged(postgres):
        told.append(busy.put(f"/api/drafts/{draft_id}", json={"workflow": "open_account", "pages": PAGES}))
        told.append(busy.post("/api/workflows/open_account/form", json=PAGES))
        told.append(
            busy.post("/api/processes/open_account", json=[PAGES[0] | {"account": PIN}, {"keys": PASSWORD}])
        )
        process_id = busy.start("open_account", PAGES)
        busy.until(process_id, "suspended")
        told.append(busy.put(f"/api/processes/{process_id}/resume", json=[{"second_pin": SECOND}]))
        told.append(
            busy.put(f"/api/processes/{process_id}/resume", json=[{"remark": "none", "second_pin": SECOND}])
        )
        failed = busy.until(process_id, "failed")
        secrets_while_open = stored(shared, process_id)
        speaking = {
            "dump": dump(shared),
            "history": asyncio.run(history(shared, UUID(process_id))),
            "log of our server": postgres.child.log.read_bytes(),
            "answers": answers(
                busy.client,
                process_id=process_id,
                draft_id=draft_id,
                key="open_account",
                **of_a_line(busy, shared),
            ),
        }
        busy.put(f"/api/processes/{process_id}/retry", json={})
        busy.until(process_id, "completed")
    silent = {
        "told": b"".join(answer.content for answer in told),
        "failure": json.dumps(failed).encode(),
        "log of Temporal": temporal.child.log.read_bytes(),
        "output": "".join(capfd.readouterr()).encode(),
        "log": caplog.text.encode(),
        "dump at the end": dump(shared),
    }

    assert [(PIN, PASSWORD, KEYS), SECOND, PIN] == seen
    assert "********** and ********** were refused" == failed["failure"]
    assert ("anna of shop", False) == (failed["current_state"]["used_by"], failed["current_state"]["other"])
    assert [] == [place for place, text in speaking.items() if b"shop" not in text]
    assert [] == [
        (place, clear)
        for place, text in (speaking | silent).items()
        for clear in CLEAR
        if clear.encode() in text
    ]
    assert (5, 0) == (secrets_while_open, stored(shared, process_id))


def test_what_was_typed_in_is_not_handed_out(busy: Api, nothing_seen: None) -> None:
    """It is not listed among the secrets of the process, and revealing it is 404."""
    process_id = busy.start("open_account", PAGES)
    busy.until(process_id, "suspended")

    assert [] == busy.process(process_id)["secrets"]
    assert 404 == busy.post(f"/api/processes/{process_id}/secrets/pin/reveal").status_code


def test_the_start_that_is_sent_again_is_known_by_its_secrets_too(busy: Api, shared: Hand) -> None:
    """Another secret is another request; what is kept of the body says nothing about it without the key."""
    key = {"Idempotency-Key": "account-1"}
    first, same, other = (
        busy.post("/api/processes/open_account", json=[PAGES[0] | {"pin": pin}, PAGES[1]], headers=key)
        for pin in (PIN, PIN, "another-pin")
    )

    assert (201, first.json()["id"], 422) == (same.status_code, same.json()["id"], other.status_code)


def test_a_secret_does_not_come_by_way_of_temporal(shared: Hand) -> None:
    """A door without a cipher refuses a form that takes secrets: there they would stay in clear text."""
    with pytest.raises(UnprocessableError, match=r"login\.password") as refused:
        shared.accept("open_account", *PAGES)

    assert PASSWORD not in str(refused.value)


def stored(hand: Hand, process_id: str) -> int:
    """How many secrets of a process there are."""
    query = select(func.count()).where(process_secret.c.process_id == process_id)
    with hand.database.reading() as connection:
        return connection.scalar(query) or 0


def of_a_line(busy: Api, hand: Hand) -> dict[str, str]:
    """What is in braces in the paths and has nothing to do with accounts."""
    subscription_id = hand.line("with-drift")
    real["with-drift"] = 99
    hand.run("validate_line", {"subscription_id": subscription_id})
    product = busy.get(f"/api/subscriptions/{subscription_id}").json()["product"]
    return {
        "subscription_id": subscription_id,
        "product_id": product["product_id"],
        "customer_id": "default",
        "version": "1",
    }
