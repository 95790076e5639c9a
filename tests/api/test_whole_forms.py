"""Forms as programs fill them in: described as a whole, answered by name, prefilled, and changed without loss."""

import json
from typing import Any

import pytest
from lamp_api import Api
from servers_product import plugin

__all__ = ["plugin"]  # the `shared` installation loads it

FIRST = {"server": "server-00007"}
LAST = {
    "other": "server-00008",
    "port": "server-00008/2",
    "remark": "for the shop",
    "password": "correct horse",
}
FLAT = {**FIRST, **LAST}
FORM = "/api/workflows/reserve/form"


def described(busy: Api, answers: Any) -> Any:
    by_post, by_get = busy.post(FORM, json=answers), busy.get(FORM, params={"answers": json.dumps(answers)})
    assert (200, by_post.json()) == (by_get.status_code, by_get.json()), by_post.text
    return by_post.json()


def test_without_answers_the_first_page_is_described(busy: Api) -> None:
    """It has a schema, no answers and no errors, and the form is not complete."""
    found = busy.get(FORM).json()

    assert (False, [None]) == (found["complete"], [page["answers"] for page in found["pages"]])
    assert {"server", "spare"} == set(found["pages"][0]["form"]["properties"])


def test_partial_answers_lead_as_far_as_they_go(busy: Api) -> None:
    """The page that they do not fit has its errors; by page and by name they lead to the same."""
    by_page = described(busy, [FIRST, {"other": "server-00008", "port": "nowhere"}])
    by_name = described(busy, {**FIRST, "other": "server-00008", "port": "nowhere"})

    assert by_page == by_name
    assert [[], [["port"], ["password"]]] == [
        [error["loc"] for error in page["errors"]] for page in by_page["pages"]
    ]


def test_a_described_form_shows_no_secret(busy: Api) -> None:
    """All pages are answered, the secret is not among the answers."""
    found = described(busy, [FIRST, LAST])

    assert found["complete"]
    assert "correct horse" not in json.dumps(found)
    assert LAST["remark"] == found["pages"][1]["answers"]["remark"]


def test_a_start_takes_answers_by_name(busy: Api) -> None:
    """They are spread over the pages; one that no page asks for is told, with what was meant."""
    refused = busy.post("/api/processes/reserve", json=FLAT | {"servr": "server-00001"})
    missing = busy.post("/api/processes/reserve", json=FIRST)
    started = busy.post("/api/processes/reserve", json=FLAT)

    assert (422, 400, 201) == (refused.status_code, missing.status_code, started.status_code)
    assert "Did you mean 'server'?" in refused.json()["detail"]
    assert 1 == missing.json()["page"]
    assert "for the shop" == busy.process(started.json()["id"])["current_state"]["remark"]


def test_a_repeated_start_by_name_is_one_process(busy: Api) -> None:
    """The same key with the same answers is the same process; other answers are refused."""
    key = {"Idempotency-Key": "by-name"}
    first, second, other = (
        busy.post("/api/processes/reserve", json=body, headers=key) for body in (FLAT, FLAT, [FIRST, LAST])
    )

    assert first.json()["id"] == second.json()["id"]
    assert 422 == other.status_code


def test_a_waiting_step_takes_answers_by_name(busy: Api) -> None:
    """Spread over its pages, as at a start."""
    waiting = busy.start("reserve_two", [FIRST, LAST])
    busy.until(waiting, "suspended")

    answered = busy.put(f"/api/processes/{waiting}/resume", json=FLAT | {"server": "server-00099"})

    assert 204 == answered.status_code
    assert "server-00099" == busy.until(waiting, "completed")["current_state"]["second"]


def test_a_page_is_prefilled_from_the_query_and_from_an_earlier_process(busy: Api) -> None:
    """What the page would take is `initial`: the query before the process; no secret, nothing that does not fit."""
    earlier = busy.start("reserve", [FIRST, LAST])
    query = {
        "from": earlier,
        "prefill": json.dumps({"other": "server-00009", "port": "server-00008/1", "password": "battery"}),
    }

    first = busy.post("/api/processes/reserve", params=query, json=[]).json()["form"]["properties"]
    second = busy.post("/api/processes/reserve", params=query, json=[FIRST]).json()["form"]["properties"]

    assert "server-00007" == first["server"]["initial"]
    assert {"other": "server-00009", "remark": "for the shop"} == {
        name: field["initial"] for name, field in second.items() if "initial" in field
    }


def test_prefill_is_no_answer(busy: Api) -> None:
    """A prefilled page that is posted empty lacks its answers."""
    query = {"prefill": json.dumps(FIRST)}

    response = busy.post("/api/processes/reserve", params=query, json=[{}])

    assert 400 == response.status_code


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"prefill": "[]"}, 422),
        ({"prefill": "{"}, 422),
        ({"from": "yesterday"}, 422),
        ({"from": "866525c8-a868-49bc-b006-1a60e492631e"}, 404),
    ],
)
def test_prefill_that_cannot_be_read_is_refused(busy: Api, query: dict[str, str], status: int) -> None:
    """What is no object or no process is told."""
    assert status == busy.post("/api/processes/reserve", params=query, json=[]).status_code


def test_an_earlier_subscription_s_version_is_not_taken_over(busy: Api) -> None:
    """Only the subscription is: it may have changed since."""
    line = busy.start("create_line", [{}, {"label": "a", "speed": 10}])
    subscription = busy.until(line, "completed")["subscription_ids"][0]
    changed = busy.start("change_line", [{"subscription_id": subscription, "version": 3}, {"new_speed": 20}])
    busy.until(changed, "completed")

    drawn = busy.post("/api/processes/change_line", params={"from": changed}, json=[]).json()["form"]

    assert subscription == drawn["properties"]["subscription_id"]["initial"]
    assert "initial" not in drawn["properties"]["version"]


def test_going_back_keeps_what_still_holds(busy: Api) -> None:
    """The later answers that fit the new page stay, the others are shown as far as they hold."""
    old = [FIRST, LAST]

    whole = busy.post(f"{FORM}/keep", json={"pages": [{"server": "server-00001"}], "old": old})
    partly = busy.post(
        f"{FORM}/keep", json={"pages": [{"server": "server-00001"}], "old": [FIRST, LAST | {"other": "?"}]}
    )
    wrong = busy.post(f"{FORM}/keep", json={"pages": [{"server": "?"}], "old": old})

    assert whole.json()["complete"]
    assert LAST["port"] == whole.json()["pages"][1]["port"]
    assert "correct horse" not in whole.text
    assert (False, 1) == (partly.json()["complete"], partly.json()["page"])
    assert "for the shop" == partly.json()["form"]["properties"]["remark"]["initial"]
    assert 400 == wrong.status_code
