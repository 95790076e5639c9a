"""Schedules over the API, on a real Temporal; a worker has declared them."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from hand import Hand
from lamp_api import Api
from sample_product import INITIAL
from sqlalchemy import select, update

from perdure.db.tables import event
from perdure.db.tables import schedule as schedule_table
from perdure.testing.waiting import eventually
from perdure.workflows.schedules import reconcile_schedules, schedule_id

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
    assert (None, None) == (found["last_run"], found["progress"])
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
    """Every active subscription gets a validation, and the schedule says of how many there is a verdict."""
    declared(busy)
    line = shared.line("triggered")
    shared.line("not yet", status=INITIAL)

    assert 204 == busy.post("/api/schedules/validate_line/trigger").status_code

    def verdict() -> str | None:
        found: dict[str, Any] = busy.get(f"/api/subscriptions/{line}").json()
        return found["verdict"]

    assert "in_sync" == eventually(verdict, what="the verdict")
    assert {"known": 1, "done": 1} == schedule(busy)["progress"]


def test_only_validations_have_schedules(busy: Api) -> None:
    """What is asked of another workflow, or of none, is not found."""
    for workflow in ("count_task", "nothing"):
        assert 404 == busy.post(f"/api/schedules/{workflow}/trigger").status_code


EVERY = {"workflow": "count_task", "repeat": "interval", "every": 12, "unit": "hours"}


def made(api: Api) -> list[dict[str, Any]]:
    """The schedules that people made."""
    return [item for item in api.get("/api/schedules").json() if item["made_by"]]


def make(api: Api, *pages: dict[str, Any]) -> Any:
    """Make a schedule, or ask for the next page of its form."""
    return api.post("/api/schedules", json=pages, headers=CARLA)


def test_a_schedule_is_made_page_by_page(busy: Api, shared: Hand) -> None:
    """First what and when, then the task's own page; started by itself, the task has those answers."""
    assert (510, False) == (make(busy).status_code, "count" in make(busy).json()["form"]["properties"])
    assert "count" in make(busy, EVERY).json()["form"]["properties"]
    assert 400 == make(busy, EVERY, {"count": "many"}).status_code

    response = make(busy, EVERY, {"count": 41})
    found = response.json()
    assert (201, "PT12H", "carla", [{"count": 41}]) == (
        response.status_code,
        found["every"],
        found["made_by"],
        found["answers"],
    )
    assert 204 == busy.post(f"/api/schedules/{found['id']}/trigger").status_code

    def noted() -> dict[str, Any] | None:
        items = busy.get("/api/processes", params={"reporter": "schedule of carla"}).json()["items"]
        return items[0] if items and items[0]["status"] == "completed" else None

    process_id = eventually(noted, what="the task")["id"]
    assert 42 == shared.state(UUID(process_id))["noted"]


def test_a_made_schedule_is_there_after_a_worker_has_started(busy: Api, shared: Hand) -> None:
    """One that Temporal has lost is made anew; one that was deleted stays away."""
    kept, deleted = (
        make(busy, {"workflow": "validate_line", "repeat": "cron", "cron": "0 3 * * 1"}).json()["id"]
        for _ in range(2)
    )
    assert 204 == busy.delete(f"/api/schedules/{deleted}", headers=CARLA).status_code
    assert 404 == busy.delete(f"/api/schedules/{deleted}").status_code

    async def start_anew() -> None:
        client = await shared.client()
        await client.get_schedule_handle(schedule_id(kept)).delete()
        await reconcile_schedules(
            client, shared.database, interval=timedelta(days=1), task_queue=shared.settings.task_queue
        )

    asyncio.run(start_anew())
    found = {item["id"]: item for item in made(busy)}
    assert ("0 3 * * 1", True) == (found[kept]["cron"], found[kept]["declared"])
    assert deleted not in found
    moments = [datetime.fromisoformat(moment) for moment in found[kept]["next_runs"]]
    assert {(0, 3, 0)} == {(moment.weekday(), moment.hour, moment.minute) for moment in moments}


def test_a_schedule_that_cannot_be_is_refused(busy: Api) -> None:
    """Times that Temporal does not understand; a workflow that nothing may start by itself; what the catalogue has."""
    before = len(made(busy))
    wrong = make(busy, {"workflow": "count_task", "repeat": "cron", "cron": "99 3 * * 1"}, {"count": 1})
    assert (400, True) == (wrong.status_code, "does not understand '99 3 * * 1'" in wrong.json()["detail"])
    assert 400 == make(busy, EVERY | {"workflow": "change_line"}).status_code
    assert before == len(made(busy))
    refused = busy.delete("/api/schedules/validate_line")
    assert (409, True) == (refused.status_code, "Pause it instead" in refused.json()["detail"])


def test_what_cannot_be_started_is_written_down(busy: Api, shared: Hand) -> None:
    """The form asks more by now than was answered: nothing starts, and an event says why."""
    key = make(busy, EVERY, {"count": 1}).json()["id"]
    with shared.database.transaction() as connection:
        row = update(schedule_table).where(schedule_table.c.schedule_id == UUID(key))
        connection.execute(row.values(answers=[]))
    busy.post(f"/api/schedules/{key}/trigger")

    def refused() -> str | None:
        with shared.database.reading() as connection:
            return connection.scalar(select(event.c.data).where(event.c.kind == "schedule.refused"))

    assert {"schedule": key, "workflow": "count_task"} == eventually(refused, what="the event")
