"""Other systems call back, over HTTP."""

from typing import Any

import pytest
from lamp_api import Api
from lamps import calls

from perdure.testing.waiting import eventually

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def route(api: Api) -> str:
    """The address that a process waits to be called at."""
    calls.clear()
    api.until(api.start("order_bulbs", []), "suspended")
    return eventually(lambda: calls[-1] if calls else "", what="the address")


def process_of(route: str) -> str:
    return route.split("/")[3]


def test_a_call_lets_the_process_go_on_once(api: Api, route: str) -> None:
    """204, what it carries is in State; a second call gets 409."""
    first = api.post(route, json={"bulbs": 12})
    process = api.until(process_of(route), "completed")
    second = api.post(route, json={"bulbs": 13})

    assert (204, 409) == (first.status_code, second.status_code)
    assert {"bulbs": 12} == process["current_state"]["callback_result"]


def test_progress_is_shown_and_ends_nothing(api: Api, route: str) -> None:
    """204, as often as told; the step shows the last of it and the process still waits."""
    told = [api.post(f"{route}/progress", json={"packed": packed}) for packed in (3, 7)]

    process = api.process(process_of(route))
    assert [204, 204] == [response.status_code for response in told]
    assert "suspended" == process["status"]
    assert {"packed": 7} in [(step["result"] or {}).get("progress") for step in process["steps"]]


def test_a_wrong_token_and_a_wrong_process_look_the_same(api: Api, route: str) -> None:
    """404 with the same sentence, so that nobody learns which processes there are."""
    address, _, _ = route.rpartition("/")
    nobody = route.replace(process_of(route), "00000000-0000-4000-8000-000000000000")

    answers = [api.post(wrong, json={}) for wrong in (f"{address}/{'0' * 64}", nobody)]

    assert [404, 404] == [response.status_code for response in answers]
    assert 1 == len({response.json()["detail"] for response in answers})


@pytest.mark.parametrize(
    "body", [[], "done", {"text": "a\0b"}, {"a\0b": 1}], ids=["list", "text", "nul", "key"]
)
def test_what_cannot_be_kept_is_refused(api: Api, route: str, body: Any) -> None:
    """422, and the process still waits."""
    response = api.post(route, json=body)

    assert 422 == response.status_code
    assert "suspended" == api.process(process_of(route))["status"]


def test_numbers_that_json_has_not_are_refused(api: Api, route: str) -> None:
    """422 for what some programs send although JSON has no word for it."""
    response = api.post(route, content='{"bulbs": Infinity}', headers={"Content-Type": "application/json"})

    assert 422 == response.status_code
