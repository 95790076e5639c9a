"""What processes wait for, in words and for programs; and what waits for whom."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import night
import pytest
from lamp_api import Api

from perdure.testing.waiting import eventually

plugins = [night.plugin]


def waits(api: Api, process_id: str) -> dict[str, object]:
    """What a process waits for, the same in its detail and in lists."""
    found = api.process(process_id)["waiting_on"]
    listed = api.get("/api/processes", params={"limit": 200}).json()["items"]
    assert found == next(item["waiting_on"] for item in listed if item["id"] == process_id)
    return dict(found)


def test_a_process_that_sleeps_says_until_when(busy: Api) -> None:
    """Kind timer, with the time in words and for programs."""
    process_id = busy.start("nap", [])
    busy.until(process_id, "suspended")

    waiting = waits(busy, process_id)

    assert "timer" == waiting["kind"]
    until = datetime.fromisoformat(str(waiting["until"]))
    assert f"Sleeps until {until:%Y-%m-%d %H:%M:%S} UTC: " in str(waiting["words"])


def test_a_step_that_is_retried_says_which_attempt_and_when_the_next_is(busy: Api) -> None:
    """Kind retry, with the last error; the step shows the same and is no longer pending."""
    process_id = busy.start("report", [])
    eventually(lambda: busy.process(process_id)["waiting_on"]["kind"] == "retry", what="the first failure")

    waiting = waits(busy, process_id)

    assert (1, "Nobody picks up") == (waiting["attempt"], waiting["error"])
    assert "Attempt 1 of Call the boss failed; tried again at " in str(waiting["words"])
    [step] = busy.process(process_id)["steps"]
    assert ("retrying", 1, "ValueError", waiting["until"]) == (
        step["status"],
        step["attempt"],
        step["error"]["class"],
        step["next_at"],
    )
    pause = datetime.fromisoformat(step["next_at"]) - datetime.fromisoformat(str(waiting["since"]))
    assert 3590 < pause.total_seconds() < 3610


def test_a_process_that_is_to_be_called_back_says_how_long_it_waits(busy: Api) -> None:
    """Kind callback, with the time after which it gives up."""
    process_id = busy.start("parcel", [])
    busy.until(process_id, "suspended")

    waiting = waits(busy, process_id)

    assert "callback" == waiting["kind"]
    until = datetime.fromisoformat(str(waiting["until"]))
    assert (
        f"Waits for another system to call back, until {until:%Y-%m-%d %H:%M:%S} UTC at the latest: "
        "Receive the parcel."
    ) == waiting["words"]


@pytest.fixture
def visited(busy: Api) -> Iterator[str]:
    """A process that waits for two groups side by side; the answer of one is overdue."""
    process_id = busy.start("visitors", [], actor="alice")

    def there() -> bool:
        steps = busy.process(process_id)["steps"]
        waiting = [step for step in steps if step["status"] == "waiting"]
        return len(waiting) == 2 and any("due" in step["flags"] for step in waiting)

    eventually(there, what="two questions, one of them overdue")
    yield process_id
    busy.put(f"/api/processes/{process_id}/abort")


def test_a_process_that_waits_for_people_names_the_most_urgent_and_counts_the_others(
    busy: Api, visited: str
) -> None:
    """Kind person, with assignee, due date and how many more; the step has the flag with its time."""
    waiting = waits(busy, visited)
    steps = {step["title"]: step for step in busy.process(visited)["steps"]}

    late, tea = steps["Let them in"], steps["Make tea"]
    assert ("person", "NOC", 1, True, late["due"]) == tuple(
        waiting[name] for name in ("kind", "assignee", "others", "overdue", "due")
    )
    due = datetime.fromisoformat(late["due"])
    assert (
        f"Waits for NOC to answer (overdue since {due:%Y-%m-%d %H:%M:%S} UTC): Let them in. 1 more waits beside it."
    ) == waiting["words"]
    assert late["flags"]["due"] >= late["due"]
    assert ({}, None) == (tea["flags"], tea["due"])


def test_the_inbox_has_what_waits_for_me_and_my_groups(busy: Api, visited: str) -> None:
    """With age, due date and reminders; nothing that waits for others, and nothing of an aborted process."""

    def inbox(*, assignee: list[str] | None = None, **headers: str) -> list[dict[str, Any]]:
        response = busy.get("/api/inbox", params={"assignee": assignee or []}, headers=headers)
        assert 200 == response.status_code, response.text
        return [item for item in response.json()["items"] if item["process_id"] == visited]

    mine = inbox(**{"X-Perdure-Actor": "bob", "X-Perdure-Groups": "cooks, NOC"})

    assert [("Let them in", "Visitors", "alice", "NOC", True)] == [
        tuple(item[name] for name in ("title", "process_title", "reporter", "assignee", "overdue"))
        for item in mine
    ]
    assert 0 < mine[0]["age"] < 600
    assert {"due"} == set(mine[0]["reminders"])
    assert ["kitchen"] == [item["assignee"] for item in inbox(**{"X-Perdure-Actor": "kitchen"})]
    assert 2 == len(inbox(assignee=["NOC", "kitchen"]))
    assert [] == inbox(**{"X-Perdure-Actor": "bob"})
    busy.put(f"/api/processes/{visited}/abort")
    assert [] == inbox(assignee=["NOC", "kitchen"])


def test_the_inbox_is_paged(busy: Api, visited: str) -> None:
    """Page by page every item comes once, what has waited longest first."""
    query: dict[str, Any] = {"assignee": ["NOC", "kitchen"], "limit": 1}
    seen: list[dict[str, Any]] = []
    while True:
        part = busy.get("/api/inbox", params=query).json()
        seen += part["items"]
        if part["next"] is None:
            break
        query["cursor"] = part["next"]

    assert 2 == len([item for item in seen if item["process_id"] == visited])
    assert sorted(item["since"] for item in seen) == [item["since"] for item in seen]


def test_one_of_several_questions_is_answered_by_its_position(busy: Api, visited: str) -> None:
    """Four eyes: who started may not; the answer goes to the step that is named, and the other still waits."""
    steps = {step["title"]: step for step in busy.process(visited)["steps"]}
    route = f"/api/processes/{visited}/resume"
    where = {"position": steps["Let them in"]["position"]}

    own = busy.put(route, params=where, json=[{"yes": True}], headers={"X-Perdure-Actor": "alice"})
    other = busy.put(route, params=where, json=[{"yes": True}], headers={"X-Perdure-Actor": "bob"})

    assert (403, "forbidden", 204) == (own.status_code, own.json()["code"], other.status_code)
    waiting = [step["title"] for step in busy.process(visited)["steps"] if step["status"] == "waiting"]
    assert ["Make tea"] == waiting
