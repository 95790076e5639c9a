"""Lists in other orders than by age, page by page."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hand import Hand
from lamp_api import Api
from sample_product import PROVISIONING
from sqlalchemy import update

from perdure.api.app import create_app
from perdure.db.tables import process, subscription


@pytest.fixture(scope="module")
def api(idle: Hand) -> Iterator[Api]:
    """The API of an installation that all tests here share."""
    with TestClient(create_app(idle.settings)) as client:
        yield Api(client)


@pytest.fixture(scope="module")
def lines(idle: Hand, api: Api) -> list[str]:
    """Six lines: b, C, a, a long one, one that is provisioning, one of another customer, which was changed last."""
    api.post("/api/customers", json={"customer_id": "z", "name": "a Customer"})
    labels = ["b", "C", "a", "long " * 2000, "d"]
    made = [idle.line(label) for label in labels]
    made += [idle.line("e", status=PROVISIONING)]
    with idle.database.transaction() as connection:
        moved = update(subscription).where(subscription.c.subscription_id == made[4])
        connection.execute(moved.values(customer_id="z", updated_at="2100-01-01"))
    return made


def pages(api: Api, path: str, **query: Any) -> Iterator[list[dict[str, Any]]]:
    """The pages of a list."""
    cursor: dict[str, str] = {}
    while True:
        found = api.get(path, params=query | cursor).json()
        yield found["items"]
        if found["next"] is None:
            return
        cursor = {"cursor": found["next"]}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("description", [2, 0, 1, 4, 5, 3]),
        ("changed", [4, 5, 3, 2, 1, 0]),
        ("customer", [4]),
        ("status", [0, 1, 2, 3, 4, 5]),
    ],
)
def test_subscriptions_are_sorted(api: Api, lines: list[str], order: str, expected: list[int]) -> None:
    """Without regard to capitals; on pages of any size the same, and each line on one of them."""
    for limit in (1, 4, 50):
        found = [
            lines.index(item["subscription_id"])
            for items in pages(api, "/api/subscriptions", order=order, limit=limit)
            for item in items
        ]
        assert expected == found[: len(expected)]
        assert list(range(6)) == sorted(found)


def test_processes_are_sorted_by_their_last_change(api: Api, idle: Hand) -> None:
    """What moved and what ended are one list, page by page."""
    ids = [str(idle.accept("count_task", {"count": count})) for count in range(4)]
    with idle.database.transaction() as connection:
        for number, year in ((0, 2101), (2, 2103)):
            row = update(process).where(process.c.process_id == ids[number])
            connection.execute(row.values(finished_at=f"{year}-01-01", status="completed"))
        for number, year in ((1, 2102), (3, 2104)):
            row = update(process).where(process.c.process_id == ids[number])
            connection.execute(row.values(updated_at=f"{year}-01-01"))

    for limit in (1, 3, 50):
        read = [
            item["id"]
            for items in pages(api, "/api/processes", order="changed", limit=limit)
            for item in items
        ]
        assert [ids[3], ids[2], ids[1], ids[0]] == read


@pytest.mark.parametrize("cursor", ["WyJhIiwiXHUwMDAwIl0", "W1tbW1tb", "WyJcdWQ4MDAiLCJ4Il0", "e30"])
def test_a_cursor_of_another_list_is_refused(api: Api, cursor: str) -> None:
    """Whatever is in it."""
    response = api.get("/api/subscriptions", params={"order": "description", "cursor": cursor})

    assert (400, "bad_request") == (response.status_code, response.json()["code"])
