"""What people decide about a process: answers, retries, aborts."""

import lamps
import pytest
from lamp_api import Api

ANSWERS = [{"approved": True}, {"remark": "bring a coat"}]


@pytest.mark.usefixtures("worker")
def test_an_answer_lets_the_process_go_on(api: Api) -> None:
    """204, the answers are in State, and the step says who answered."""
    process_id = api.start("create_lamp", api.order(place="outdoors"))
    api.until(process_id, "suspended")

    first = api.put(f"/api/processes/{process_id}/resume", json=ANSWERS[:1])
    answered = api.put(
        f"/api/processes/{process_id}/resume", json=ANSWERS, headers={"X-Perdure-Actor": "greta"}
    )

    assert (510, 1, 204) == (first.status_code, first.json()["page"], answered.status_code)
    process = api.until(process_id, "completed")
    approval = next(step for step in process["steps"] if step["title"] == "Approve the outdoor lamp")
    assert ("greta", "bring a coat") == (approval["actor"], process["current_state"]["remark"])


@pytest.mark.usefixtures("worker")
def test_a_second_answer_hears_who_was_first(api: Api) -> None:
    """409 names the one who answered."""
    process_id = api.start("create_lamp", api.order(place="outdoors"))
    api.until(process_id, "suspended")
    api.put(f"/api/processes/{process_id}/resume", json=ANSWERS, headers={"X-Perdure-Actor": "greta"})

    second = api.put(f"/api/processes/{process_id}/resume", json=ANSWERS)

    assert (409, "conflict") == (second.status_code, second.json()["code"])
    assert "greta" in second.json()["detail"]


@pytest.mark.usefixtures("worker")
def test_answers_that_do_not_fit_change_nothing(api: Api) -> None:
    """400, and the process still waits."""
    process_id = api.start("create_lamp", api.order(place="outdoors"))
    api.until(process_id, "suspended")

    response = api.put(f"/api/processes/{process_id}/resume", json=[{"approved": True}, {"remark": ""}])

    assert (400, 1) == (response.status_code, response.json()["page"])
    assert "suspended" == api.process(process_id)["status"]


def test_a_process_that_waits_for_no_answer_takes_none(api: Api) -> None:
    """409 says what it is instead."""
    process_id = api.start("sweep_shop", [])

    response = api.put(f"/api/processes/{process_id}/resume", json=[{}])

    assert 409 == response.status_code
    assert "accepted" in response.json()["detail"]


@pytest.mark.usefixtures("worker")
def test_a_retry_tries_the_failed_step_again(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The step's next generation completes; the first one keeps its error and the decision."""
    process_id = api.start("create_lamp", api.order(room="attic"))
    api.until(process_id, "failed")
    monkeypatch.setattr(lamps, "ladder", True)

    response = api.put(
        f"/api/processes/{process_id}/retry",
        json={"reason": "a ladder is there"},
        headers={"X-Perdure-Actor": "otto"},
    )

    assert 204 == response.status_code
    process = api.until(process_id, "completed")
    first, second = (step for step in process["steps"] if step["title"] == "Mount the lamp")
    assert ("failed", 1, "completed", 2) == (
        first["status"],
        first["generation"],
        second["status"],
        second["generation"],
    )
    assert ("otto", "a ladder is there") == (first["decision"]["actor"], first["decision"]["reason"])


def test_only_a_failed_process_can_be_retried(api: Api) -> None:
    """409 says what it is instead."""
    process_id = api.start("sweep_shop", [])

    response = api.put(f"/api/processes/{process_id}/retry", json={})

    assert (409, "conflict") == (response.status_code, response.json()["code"])


@pytest.mark.usefixtures("worker")
def test_an_abort_ends_a_waiting_process(api: Api) -> None:
    """204; what it would have done is never reached."""
    process_id = api.start("create_lamp", api.order(place="outdoors"))
    api.until(process_id, "suspended")

    response = api.put(f"/api/processes/{process_id}/abort", json={"reason": "rain"})

    assert 204 == response.status_code
    process = api.until(process_id, "aborted")
    assert process["waiting_on"] is None
    assert "unreached" == next(
        step["status"] for step in process["steps"] if step["title"] == "Mount the lamp"
    )


@pytest.mark.usefixtures("worker")
def test_an_abort_undoes_when_it_is_told_to(api: Api) -> None:
    """The step that failed is taken back, as a step of its own."""
    process_id = api.start("create_lamp", api.order(room="attic"))
    api.until(process_id, "failed")

    response = api.put(f"/api/processes/{process_id}/abort", json={"undo": True})

    assert 204 == response.status_code
    process = api.until(process_id, "aborted")
    assert "attic" == process["current_state"]["unmounted"]
    assert "Undo: Mount the lamp" in [step["title"] for step in process["steps"]]


def test_a_process_that_has_ended_cannot_be_aborted(api: Api) -> None:
    """409 the second time."""
    process_id = api.start("sweep_shop", [])
    api.put(f"/api/processes/{process_id}/abort", json={})

    assert 409 == api.put(f"/api/processes/{process_id}/abort", json={}).status_code


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001, "a\0b", 7])
def test_a_reason_that_says_nothing_is_refused(api: Api, reason: object) -> None:
    """Blank, overlong or no text: 422, and nothing is decided."""
    process_id = api.start("sweep_shop", [])

    response = api.put(f"/api/processes/{process_id}/abort", json={"reason": reason})

    assert 422 == response.status_code
    assert "accepted" == api.process(process_id)["status"]


@pytest.mark.usefixtures("worker")
def test_a_secret_is_handed_out_once(api: Api) -> None:
    """The value comes once; then 410 says to whom it went, and the detail never had it."""
    process_id = api.start("create_lamp", api.order())
    before = api.until(process_id, "completed")

    first = api.post(f"/api/processes/{process_id}/secrets/pin/reveal", headers={"X-Perdure-Actor": "anna"})
    second = api.post(f"/api/processes/{process_id}/secrets/pin/reveal")

    assert [("pin", None)] == [(secret["name"], secret["revealed_at"]) for secret in before["secrets"]]
    assert (200, {"name": "pin", "value": "2718281828"}) == (first.status_code, first.json())
    assert "no-store" == first.headers["cache-control"]
    assert (410, "gone") == (second.status_code, second.json()["code"])
    assert "anna" in second.json()["detail"]
    assert "2718281828" not in str(before)


def test_a_secret_that_nobody_stored_is_not_found(api: Api) -> None:
    """404 for an unknown name and for an unknown process."""
    process_id = api.start("sweep_shop", [])

    assert 404 == api.post(f"/api/processes/{process_id}/secrets/pin/reveal").status_code
