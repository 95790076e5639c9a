"""Processes in lists and in detail."""

from uuid import uuid4

import pytest
from lamp_api import Api

from perdure.db.engine import Database
from perdure.db.tables import event


def test_the_list_is_paged_and_complete(api: Api) -> None:
    """Following `next` shows every process once, newest first, also when more are started meanwhile."""
    started = [api.start("sweep_shop", []) for _ in range(5)]

    first = api.get("/api/processes", params={"limit": 2}).json()
    api.start("sweep_shop", [])
    second = api.get("/api/processes", params={"limit": 2, "cursor": first["next"]}).json()
    third = api.get("/api/processes", params={"limit": 2, "cursor": second["next"]}).json()

    shown = [process["id"] for part in (first, second, third) for process in part["items"]]
    assert list(reversed(started)) == shown
    assert third["next"] is None


def test_the_list_can_begin_with_the_oldest(api: Api) -> None:
    """`order=oldest` turns the list round."""
    started = [api.start("sweep_shop", []) for _ in range(3)]

    first = api.get("/api/processes", params={"limit": 2, "order": "oldest"}).json()
    rest = api.get("/api/processes", params={"limit": 2, "order": "oldest", "cursor": first["next"]}).json()

    assert started == [process["id"] for part in (first, rest) for process in part["items"]]


@pytest.mark.parametrize(
    "cursor", ["zzz", "MjAyNg", "MjAyNi0wMS0wMSBub25l", "OTk5OS0xMi0zMVQyMzo1OTo1OS0xMjowMCBhYmM"]
)
def test_a_cursor_that_is_none_of_ours_is_refused(api: Api, cursor: str) -> None:
    """400, whatever it decodes to."""
    response = api.get("/api/processes", params={"cursor": cursor})

    assert (400, "bad_request") == (response.status_code, response.json()["code"])
    assert cursor in response.json()["detail"]


def test_the_list_filters(api: Api) -> None:
    """Kind, status, workflow and reporter narrow the list; several statuses widen it again."""
    lamp = api.start("create_lamp", api.order(), actor="anna")
    shop = api.start("sweep_shop", [], actor="bert")

    def listed(**filters: object) -> list[str]:
        return [process["id"] for process in api.get("/api/processes", params=filters).json()["items"]]

    assert [shop, lamp] == listed()
    assert [lamp] == listed(kind="change")
    assert [shop] == listed(kind="task")
    assert [] == listed(kind="validation")
    assert [lamp] == listed(workflow="create_lamp")
    assert [shop] == listed(reporter="bert")
    assert [] == listed(status="completed")
    assert [shop, lamp] == listed(status=["completed", "accepted"])
    assert [] == listed(subscription_id=uuid4())


def test_an_unknown_filter_is_refused(api: Api) -> None:
    """A misspelt filter would otherwise show everything as if nothing were wrong."""
    response = api.get("/api/processes", params={"reporter_": "anna"})

    assert 422 == response.status_code
    assert "query.reporter_" in response.json()["detail"]


def test_an_accepted_process_shows_what_is_to_come(api: Api) -> None:
    """Before a worker takes it up, every step of the plan is pending."""
    process = api.process(api.start("create_lamp", api.order()))

    assert ("accepted", "worker") == (process["status"], process["waiting_on"]["kind"])
    assert ["Order the lamp", "If needed: is outdoors", "Approve the outdoor lamp", "Mount the lamp"] == [
        step["title"] for step in process["steps"][:4]
    ]
    assert {"pending"} == {step["status"] for step in process["steps"]}
    assert "kitchen" == process["current_state"]["room"]


@pytest.mark.usefixtures("worker")
def test_a_completed_process_shows_what_each_step_did(api: Api) -> None:
    """Deltas, changed subscriptions, and the step that its condition skipped."""
    process = api.until(api.start("create_lamp", api.order()), "completed")

    by_title = {step["title"]: step for step in process["steps"]}
    subscription_id = process["subscription_ids"][0]
    assert process["waiting_on"] is None
    assert "skipped" == by_title["Approve the outdoor lamp"]["status"]
    assert {"taken": False} == by_title["If needed: is outdoors"]["result"]
    assert {"mounted": True} == by_title["Mount the lamp"]["delta"]["changed"]
    assert [{"subscription_id": subscription_id, "from_version": None, "to_version": 1}] == by_title[
        "Order the lamp"
    ]["subscriptions"]
    assert [(subscription_id, "Lamp in kitchen", "active")] == [
        (found["subscription_id"], found["description"], found["status"])
        for found in process["subscriptions"]
    ]
    assert [process["id"]] == [
        found["id"]
        for found in api.get("/api/processes", params={"subscription_id": subscription_id}).json()["items"]
    ]


@pytest.mark.usefixtures("worker")
def test_a_failed_process_shows_why_and_who_has_to_move(api: Api) -> None:
    """Class, message and traceback are on the step; the process waits for an operator."""
    process = api.until(api.start("create_lamp", api.order(room="attic")), "failed")

    failed = next(step for step in process["steps"] if step["status"] == "failed")
    assert ("Mount the lamp", "ValueError", "There is no ladder") == (
        failed["title"],
        failed["error"]["class"],
        failed["error"]["message"],
    )
    assert "raise ValueError" in failed["error"]["traceback"]
    assert "operator" == process["waiting_on"]["kind"]
    assert "Mount the lamp failed. There is no ladder" in process["waiting_on"]["words"]


@pytest.mark.usefixtures("worker")
def test_a_suspended_process_shows_its_form_and_who_has_to_answer(api: Api) -> None:
    """The first page of the waiting form is in the detail."""
    process = api.until(api.start("create_lamp", api.order(place="outdoors")), "suspended")

    assert ["approved"] == list(process["form"]["form"]["properties"])
    assert {"hasNext": True} == process["form"]["meta"]
    assert "person" == process["waiting_on"]["kind"]
    assert "Waits for garden to answer: Approve the outdoor lamp." == process["waiting_on"]["words"]


def test_a_process_links_to_its_run_in_the_web_ui(api: Api, namespace: str) -> None:
    """With the address of the Web UI set, the detail has the run's page."""
    process = api.process(api.start("sweep_shop", []))

    assert process["temporal_url"].endswith(f"/namespaces/{namespace}/workflows/{process['id']}")


def test_an_unknown_process_is_not_found(api: Api) -> None:
    """Detail and note answer 404."""
    unknown = uuid4()

    assert 404 == api.get(f"/api/processes/{unknown}").status_code
    assert 404 == api.patch(f"/api/processes/{unknown}", json={"note": "?"}).status_code


def test_a_note_is_kept_and_leaves_an_event(api: Api, database: Database) -> None:
    """PATCH sets the note, null removes it; who did it is written down."""
    process_id = api.start("sweep_shop", [])

    noted = api.patch(
        f"/api/processes/{process_id}", json={"note": "dusty"}, headers={"X-Perdure-Actor": "bert"}
    )
    removed = api.patch(f"/api/processes/{process_id}", json={"note": None})

    assert (200, "dusty") == (noted.status_code, noted.json()["note"])
    assert removed.json()["note"] is None
    with database.reading() as connection:
        notes = connection.execute(event.select().where(event.c.kind == "process.note")).all()
    assert ["bert", "local"] == [row.actor for row in notes]
