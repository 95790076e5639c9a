"""What operators do with processes that are parked, one or many, and with the whole engine."""

from collections.abc import Iterator

import night
import pytest
from lamp_api import Api
from night import plugin

from perdure.domain.catalogue import catalogue
from perdure.testing.waiting import eventually

__all__ = ["plugin"]  # the `shared` installation loads it


@pytest.fixture
def parked(busy: Api) -> Iterator[list[str]]:
    """Two processes that are parked at their second step; the cause is gone."""
    night.trouble.add("Lock the doors")
    found = [busy.start("make_round", [{"doors": doors}]) for doors in (1, 2)]
    for process_id in found:
        busy.until(process_id, "failed")
    night.trouble.clear()
    yield found
    for process_id in found:
        busy.put(f"/api/processes/{process_id}/abort")


def test_a_retry_may_change_state_first(busy: Api, parked: list[str]) -> None:
    """A value that no step can read is refused with its key; one that fits is what the step gets."""
    route = f"/api/processes/{parked[0]}/retry"

    refused = busy.put(route, json={"edits": {"doors": "many"}})
    elsewhere = busy.put(route, json={"position": "7"})
    accepted = busy.put(route, json={"edits": {"doors": 7}, "position": "1", "reason": "counted again"})

    assert (422, "unprocessable") == (refused.status_code, refused.json()["code"])
    assert "'doors' as int" in refused.json()["detail"]
    assert (409, 204) == (elsewhere.status_code, accepted.status_code)
    assert "at 7" in elsewhere.json()["detail"]
    assert 7 == busy.until(parked[0], "completed")["current_state"]["locked"]


@pytest.mark.parametrize("edits", ['{"doors": Infinity}', '{"do\\u0000rs": 1}', "[]"])
def test_edits_that_cannot_be_kept_are_refused(busy: Api, parked: list[str], edits: str) -> None:
    """422, and the process stays parked."""
    response = busy.put(
        f"/api/processes/{parked[0]}/retry",
        content=f'{{"edits": {edits}}}',
        headers={"Content-Type": "application/json"},
    )

    assert 422 == response.status_code
    assert "failed" == busy.process(parked[0])["status"]


def test_a_skip_goes_on_without_the_step(busy: Api, parked: list[str]) -> None:
    """204 without a body; the rest runs, and the step says who skipped it."""
    response = busy.put(f"/api/processes/{parked[0]}/skip", headers={"X-Perdure-Actor": "carol"})

    assert 204 == response.status_code
    process = busy.until(parked[0], "completed")
    assert "locked" not in process["current_state"]
    assert ("skip", "carol") == tuple(process["steps"][1]["decision"][name] for name in ("kind", "actor"))


def test_one_decision_serves_many_and_is_counted_first(busy: Api, parked: list[str]) -> None:
    """Without more words it only counts; `dry_run: false` lets every one of them go on."""
    decision = {"key": "night.lock", "decision": "retry", "reason": "oiled"}

    counted = busy.post("/api/processes/bulk", json=decision).json()
    still = busy.process(parked[0])["status"]
    decided = busy.post("/api/processes/bulk", json=decision | {"dry_run": False}).json()

    assert {"dry_run": True, "count": 2, "processes": parked, "refused": []} == counted
    assert "failed" == still
    assert counted | {"dry_run": False} == decided
    for process_id in parked:
        assert "oiled" == busy.until(process_id, "completed")["steps"][1]["decision"]["reason"]


def test_undo_goes_with_abort_only(busy: Api) -> None:
    """422 says so; nothing is undone by mistake."""
    response = busy.post(
        "/api/processes/bulk", json={"key": "night.lock", "decision": "skip", "undo": True, "dry_run": False}
    )

    assert 422 == response.status_code
    assert "undo goes with the decision abort" in response.json()["detail"]


def test_a_parked_process_moves_onto_the_present_plan(
    busy: Api, parked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The preview shows what stays and what will run, and changes nothing; then that runs."""
    route = f"/api/processes/{parked[0]}/plan"
    monkeypatch.setattr(
        catalogue.workflows["make_round"], "steps", [night.count, night.lock, night.write_down]
    )
    monkeypatch.setattr(night.write_down, "key", "night.write_down")
    monkeypatch.setitem(catalogue.steps, "night.write_down", night.write_down)

    preview = busy.get(route)

    assert 200 == preview.status_code
    titles = {name: [step["title"] for step in steps] for name, steps in preview.json().items()}
    assert {"kept": ["Count the doors"], "upcoming": ["Lock the doors", "Write it down"]} == titles
    assert 2 == len(busy.process(parked[0])["steps"])

    moved = busy.put(route, json={"reason": "new code"})

    assert (200, preview.json()) == (moved.status_code, moved.json())
    busy.put(f"/api/processes/{parked[0]}/abort")
    assert 3 == len(busy.until(parked[0], "aborted")["steps"])
    assert 409 == busy.get(route).status_code


def test_a_paused_engine_takes_no_starts_and_goes_on_where_it_was(busy: Api, parked: list[str]) -> None:
    """Starts get 503 with the reason and Retry-After; a retried process is held until the engine goes on."""
    route = "/api/settings/status"
    before = busy.get(route).json()
    paused = busy.put(
        route,
        json={"global_lock": True, "reason": "maintenance"},
        headers={"X-Perdure-Actor": "carol"},
    )
    refused = busy.post("/api/processes/nap", json=[])
    busy.put(f"/api/processes/{parked[0]}/retry")
    eventually(lambda: busy.get(route).json()["status"] == "paused", what="the engine to be paused")
    held = busy.process(parked[0])
    resumed = busy.put(route, json={"global_lock": False})

    assert ("running", False) == (before["status"], before["global_lock"])
    assert (True, "carol", "maintenance") == tuple(
        paused.json()[name] for name in ("global_lock", "changed_by", "reason")
    )
    assert (503, "paused", "5") == (
        refused.status_code,
        refused.json()["code"],
        refused.headers["Retry-After"],
    )
    assert "paused by carol: maintenance" in refused.json()["detail"]
    assert [1] == [step["generation"] for step in held["steps"] if step["title"] == "Lock the doors"]
    assert "running" == resumed.json()["status"]
    busy.until(parked[0], "completed")
