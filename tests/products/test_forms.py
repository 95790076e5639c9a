"""The forms of a database: what is asked, what depends on what, and what is refused where."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql

from perdure.db.customers import create_customer, ensure_default_customer
from perdure.db.engine import Database as PerdureDatabase
from perdure.db.products import mirror_products
from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.catalogue import Catalogue
from perdure.domain.customer import Customer
from perdure.domain.store import bind_store
from perdure.forms import Complete, NextPage, Rejected, page_schema, walk_form
from perdure.products.database import forms, plugin
from perdure.products.database.model import Database, DatabaseProvisioning

Json = dict[str, Any]


@pytest.fixture(autouse=True)
def store(database_url: str) -> Iterator[SubscriptionSession]:
    """What forms read: two customers, and no subscriptions yet."""
    database = PerdureDatabase(database_url, pool_size=2)
    catalogue = Catalogue()
    catalogue.load(plugin)
    mirror_products(database, catalogue)
    ensure_default_customer(database)
    create_customer(database, Customer(customer_id="acme", name="Acme Ltd"), actor="tester")
    with bind_store(SubscriptionSession(database, catalogue.products)) as session:
        yield session
    database.close()


def page_after(form: Callable[[], Any], *pages: Json) -> Json:
    """The JSON Schema of the page that comes after these."""
    outcome = walk_form(form, {}, list(pages))
    assert isinstance(outcome, NextPage), outcome
    return page_schema(outcome.model)


def complaints(form: Callable[[], Any], *pages: Json) -> dict[str, str]:
    """What is wrong with the last of these pages, by field."""
    outcome = walk_form(form, {}, list(pages))
    assert isinstance(outcome, Rejected), outcome
    assert len(pages) - 1 == outcome.index
    return {str(error.loc[0]): error.msg for error in outcome.error.errors}


def result_of(form: Callable[[], Any], *pages: Json) -> Json:
    """What the form returns after these pages."""
    outcome = walk_form(form, {}, list(pages))
    assert isinstance(outcome, Complete), outcome
    return outcome.state


def test_the_first_page_offers_customers_environments_and_servers() -> None:
    """Customers and servers are a drop-down, environments radio buttons."""
    page = page_after(forms.create_form)

    definitions, fields = page["$defs"], page["properties"]
    assert {"default": "Default customer", "acme": "Acme Ltd"} == definitions["Customer"]["options"]
    assert ["development", "acceptance", "production"] == definitions["Environment"]["enum"]
    assert {"amsterdam": "Amsterdam", "utrecht": "Utrecht", "away": "Gone fishing"} == definitions["Server"][
        "options"
    ]
    assert ["select", "radio", "select"] == [
        fields[name]["format"] for name in ("customer_id", "environment", "server")
    ]


def test_the_second_page_offers_what_that_server_has(where: Json) -> None:
    """The extensions are those of the server that was chosen on the first page."""
    in_amsterdam, in_utrecht = (
        page_after(forms.create_form, where | {"server": server})["$defs"]["Extension"]["options"]
        for server in ("amsterdam", "utrecht")
    )

    assert "hstore: data type for storing sets of (key, value) pairs" == in_amsterdam["hstore"]
    assert {"slug"} == in_utrecht.keys() - in_amsterdam.keys()


def test_only_safe_extensions_are_offered(where: Json) -> None:
    """What lets a customer out of the database, such as reading the server's files, is not offered."""
    offered = page_after(forms.create_form, where)["$defs"]["Extension"]["enum"]

    assert set() == {"file_fdw", "dblink", "pageinspect", "plpgsql"} & set(offered)


def test_answers_of_both_pages_are_the_result(where: Json, what: Json) -> None:
    """The steps get everything that was asked."""
    assert where | what == result_of(forms.create_form, where, what)


def test_extensions_may_be_left_out(where: Json, what: Json) -> None:
    """A database without extensions is a database."""
    del what["extensions"]

    assert [] == result_of(forms.create_form, where, what)["extensions"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Orders"),
        ("name", "1st"),
        ("name", 'orders"; DROP DATABASE legacy; --'),
        ("name", "x" * 64),
        ("name", "pg_orders"),
        ("name", "public"),
        ("connection_limit", 0),
        ("connection_limit", 1.5),
        ("connection_limit", True),
        ("statement_timeout", "0"),
        ("statement_timeout", "0.0001"),
        ("statement_timeout", "soon"),
        ("extensions", ["file_fdw"]),
        ("extensions", ["slug"]),
        ("extensions", ["hstore", "hstore"]),
        ("superuser", True),
    ],
)
def test_an_answer_that_cannot_be_had_is_refused(where: Json, what: Json, field: str, value: object) -> None:
    """The complaint stands beside the field."""
    assert {field} == complaints(forms.create_form, where, what | {field: value}).keys()


def test_a_name_is_free_on_one_server_and_taken_on_the_other(where: Json, what: Json) -> None:
    """Somebody has a database of that name in Amsterdam, and nobody in Utrecht."""
    what = what | {"name": "legacy", "extensions": []}

    assert "Amsterdam has" in complaints(forms.create_form, where, what)["name"]
    assert "legacy" == result_of(forms.create_form, where | {"server": "utrecht"}, what)["name"]


def test_a_role_takes_the_name_as_well(where: Json, what: Json, admin: psycopg.Connection, name: str) -> None:
    """Database and owner have one name, so both must be free."""
    admin.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(name)))

    assert name in complaints(forms.create_form, where, what)["name"]


def test_a_server_that_is_away_is_a_complaint_about_the_server(where: Json) -> None:
    """Another one can be chosen at once."""
    complaint = complaints(forms.create_form, where | {"server": "away"})["server"]

    assert complaint.startswith("Gone fishing (127.0.0.1:1) does not serve us")


def test_without_servers_there_is_nothing_to_choose_from(
    monkeypatch: pytest.MonkeyPatch, where: Json
) -> None:
    """An installation that manages no servers still shows the form, and says so."""
    monkeypatch.setenv("PERDURE_DATABASE_SERVERS", "{}")

    assert [] == page_after(forms.create_form)["properties"]["server"]["enum"]
    assert "nothing to choose from" in complaints(forms.create_form, where)["server"]


@pytest.fixture
def asked(subscription: DatabaseProvisioning) -> Callable[[], Any]:
    """The approver's form for an order."""
    return lambda: forms.approve(subscription)


def test_the_approver_sees_what_was_asked_for(asked: Callable[[], Any], name: str) -> None:
    """The first page names the database and proposes what was ordered."""
    page = page_after(asked)

    assert f"Review database {name} on amsterdam" == page["title"]
    assert 7 == page["properties"]["connection_limit"]["default"]
    assert "1.5" == page["properties"]["statement_timeout"]["default"]


def test_the_approver_approves_what_the_review_left(asked: Callable[[], Any], name: str) -> None:
    """The second page says what is approved, and the result is that and the reference."""
    review = {"connection_limit": 5}

    assert f"Approve {name} with 5 connections and 1.5 s per statement" == page_after(asked, review)["title"]
    assert {
        "connection_limit": 5,
        "statement_timeout": "1.5",
        "reference": "CHG-42",
    } == result_of(asked, review, {"reference": "CHG-42", "approved": "ACCEPTED"})


def test_an_approval_must_be_given(asked: Callable[[], Any]) -> None:
    """Without reference and accepted there is none."""
    refused = complaints(asked, {}, {"reference": "", "approved": "INCOMPLETE"})

    assert {"reference", "approved"} == refused.keys()


def test_a_change_begins_with_what_holds_now(active: Database) -> None:
    """What is left out stays; name and server are not asked."""
    page = page_after(lambda: forms.modify_form(active))

    assert {"connection_limit", "statement_timeout", "extensions"} == page["properties"].keys()
    assert {"connection_limit": 7, "statement_timeout": "1.5", "extensions": ["hstore"]} == result_of(
        lambda: forms.modify_form(active), {}
    )


def test_an_extension_that_is_no_longer_offered_may_stay(active: Database) -> None:
    """Nobody has to drop an extension to change a limit."""
    active.database.extensions = ["retired"]

    assert ["retired"] == result_of(lambda: forms.modify_form(active), {"connection_limit": 8})["extensions"]


def test_dropping_needs_the_name(active: Database, name: str) -> None:
    """A slip of the hand drops nothing."""
    assert name in complaints(lambda: forms.terminate_form(active), {"name": "orders"})["name"]
    assert {} == result_of(lambda: forms.terminate_form(active), {"name": name})
