"""Schedules over the API, on a real Temporal; a worker has declared them."""

from typing import Any

from hand import Hand
from lamp_api import Api
from sqlalchemy import select

from perdure.db.tables import event
from perdure.testing.waiting import eventually

CARLA = {"X-Perdure-Actor": "carla"}


def schedule(api: Api) -> dict[str, Any]:
    """What the list says of the schedule of lines."""
    listed: list[dict[str, Any]] = api.get("/api/schedules").json()
    return next(item for item in listed if item["workflow"] == "validate_line")


def declared(api: Api) -> dict[str, Any]:
    """The same, once the worker has declared it."""
    return eventually(lambda: schedule(api) if schedule(api)["declared"] else None, what="the declaration")


def test_a_schedule_says_when_it_runs_next(busy: Api) -> None:
    """The interval, and moments in the future."""
    found = declared(busy)

    assert ("P1D", False) == (found["every"], found["paused"])
    assert 0 < len(found["next_runs"])


def test_a_schedule_is_paused_and_goes_on(busy: Api, shared: Hand) -> None:
    """Paused it has no next run and names who, and why; both decisions are events."""
    declared(busy)
    decision = {"paused": True, "reason": "the network is being moved"}

    assert 204 == busy.put("/api/schedules/validate_line", json=decision, headers=CARLA).status_code
    found = schedule(busy)
    assert (True, "carla: the network is being moved", []) == (
        found["paused"],
        found["note"],
        found["next_runs"],
    )

    assert 204 == busy.put("/api/schedules/validate_line", json={"paused": False}, headers=CARLA).status_code
    assert not schedule(busy)["paused"]
    with shared.database.reading() as connection:
        kinds = connection.scalars(
            select(event.c.kind).where(event.c.actor == "carla").order_by(event.c.event_id)
        )
        assert ["schedule.paused", "schedule.resumed"] == list(kinds)


def test_a_triggered_schedule_validates_now(busy: Api, shared: Hand) -> None:
    """Every active subscription gets a validation."""
    declared(busy)
    line = shared.line("triggered")

    assert 204 == busy.post("/api/schedules/validate_line/trigger").status_code

    def verdict() -> str | None:
        found: dict[str, Any] = busy.get(f"/api/subscriptions/{line}").json()
        return found["verdict"]

    assert "in_sync" == eventually(verdict, what="the verdict")


def test_only_validations_have_schedules(busy: Api) -> None:
    """What is asked of another workflow, or of none, is not found."""
    for workflow in ("count_task", "nothing"):
        assert 404 == busy.post(f"/api/schedules/{workflow}/trigger").status_code
