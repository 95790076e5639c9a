"""Drift items over HTTP: listed, looked at, answered."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from lamp_api import Api
from lamps import plugin

__all__ = ["plugin"]  # the `shared` installation loads it

Json = dict[str, Any]
NOWHERE = "/api/drift/00000000-0000-0000-0000-000000000000"
SOON = (datetime.now(UTC) + timedelta(days=3)).isoformat()
WHY = {"reason": "it was decided"}


def drifted(busy: Api) -> Json:
    """The drift item of a lamp of its own."""
    lamp = busy.lamp(watts=60)
    busy.until(busy.start("validate_lamp", [{"subscription_id": lamp}]), "completed")
    (item,) = listed(busy, subscription_id=lamp)
    return item


def listed(busy: Api, **query: Any) -> list[Json]:
    found: list[Json] = busy.get("/api/drift", params=query).json()["items"]
    return found


@pytest.fixture(scope="module")
def left_alone(busy: Api) -> Json:
    """A drift item that nobody can answer as it is tried here."""
    return drifted(busy)


def test_an_item_says_what_differs_and_what_may_be_answered(busy: Api) -> None:
    """Expected, observed, who says so, since when; what adopting means, and that nothing restores it."""
    item = drifted(busy)

    assert item == busy.get(f"/api/drift/{item['drift_item_id']}").json()
    assert {
        "description": "Lamp in kitchen",
        "check_title": "The bulb",
        "system": "meter",
        "path": "lamp.watts",
        "expected": 60,
        "observed": 40,
        "state": "open",
        "adopt": {"lamp.watts": 40},
        "restore": None,
        "times_seen": 1,
        "owner": None,
    }.items() <= item.items()


def test_items_are_filtered_and_paged(busy: Api) -> None:
    """By state, system, owner and subscription; the next page begins where the last one ended."""
    first, second = drifted(busy), drifted(busy)
    lamp, key = second["subscription_id"], second["drift_item_id"]
    busy.put(f"/api/drift/{key}/owner", json={"owner": "dora"})
    busy.put(f"/api/drift/{key}/suppress", json={"until": SOON, **WHY})

    assert [key] == [item["drift_item_id"] for item in listed(busy, owner="dora", system="meter", open=True)]
    assert [] == listed(busy, owner="dora", system="inventory")
    assert [] == listed(busy, subscription_id=lamp, state=["open", "closed"])
    assert [key] == [item["drift_item_id"] for item in listed(busy, subscription_id=lamp, state="suppressed")]
    page = busy.get("/api/drift", params={"limit": 1}).json()
    assert key == page["items"][0]["drift_item_id"]
    following = busy.get("/api/drift", params={"limit": 1, "cursor": page["next"]}).json()
    assert first["drift_item_id"] == following["items"][0]["drift_item_id"]


def test_adopting_is_a_process(busy: Api) -> None:
    """201 with its id; while it runs and afterwards there is nothing more to answer."""
    path = f"/api/drift/{drifted(busy)['drift_item_id']}"

    answer = busy.put(f"{path}/adopt", json=WHY, headers={"X-Perdure-Actor": "dora"})
    assert 201 == answer.status_code, answer.text
    process = busy.until(answer.json()["id"], "completed")

    item = busy.get(path).json()
    assert ("dora", "adopt_drift") == (process["reporter"], process["workflow"])
    assert ("closed", "adopted", "dora", "it was decided", process["id"]) == (
        *(item["state"], item["resolution"], item["answered_by"], item["reason"], item["closed_by"]),
    )
    for late in ("adopt", "suppress", "restore"):
        body = WHY | ({"until": SOON} if late == "suppress" else {})
        assert (409, "conflict") == (
            (refused := busy.put(f"{path}/{late}", json=body)).status_code,
            refused.json()["code"],
        )


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        ("restore", WHY),  # the check names no workflow
        ("adopt", {}),
        ("adopt", {"reason": " "}),
        ("suppress", WHY),
        ("suppress", {"until": SOON}),
        ("suppress", {"until": "2001-01-01T00:00:00Z", **WHY}),
        ("suppress", {"until": (datetime.now(UTC) + timedelta(days=400)).isoformat(), **WHY}),
        ("suppress", {"until": "9999-12-31T23:59:59-23:59", **WHY}),
        ("owner", {}),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(
    busy: Api, left_alone: Json, answer: str, body: Json
) -> None:
    """422, and the item is as it was."""
    path = f"/api/drift/{left_alone['drift_item_id']}"

    assert 422 == busy.put(f"{path}/{answer}", json=body).status_code
    assert left_alone == busy.get(path).json()


@pytest.mark.parametrize("answer", ["", "/owner", "/suppress", "/restore", "/adopt"])
def test_an_item_that_is_not_there_is_not_found(busy: Api, answer: str) -> None:
    """404, whatever is asked of it."""
    body = {"/owner": {"owner": "dora"}, "/suppress": {"until": SOON, **WHY}}.get(answer, WHY)
    response = busy.put(f"{NOWHERE}{answer}", json=body) if answer else busy.get(NOWHERE)

    assert 404 == response.status_code
