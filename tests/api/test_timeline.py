"""What happened to a subscription, in one list."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from hand import Hand
from lamp_api import Api
from sample_product import outside, real

from perdure.db.events import record_event
from perdure.db.timeline import NOTED

CARLA = {"X-Perdure-Actor": "carla"}


@pytest.fixture(scope="module")
def line(shared: Hand, busy: Api) -> str:
    """A line that was changed, found to have drifted, failed to be changed, noted upon and set in sync."""
    line = shared.line("timeline")
    shared.run("change_line", {"subscription_id": line}, {"new_speed": 20})
    real["timeline"] = 40
    shared.run("validate_line", {"subscription_id": line})
    outside["fail"] = ["fatal"]
    failed = shared.run("change_line", {"subscription_id": line}, {"new_speed": 30}, status="failed")
    shared.abort(failed, reason="wrong line")
    shared.until(failed, "aborted")
    busy.post(f"/api/subscriptions/{line}/notes", json={"note": "ask Bob\nfirst"}, headers=CARLA)
    busy.put(f"/api/subscriptions/{line}/set_in_sync", json={"reason": "looked at it"}, headers=CARLA)
    return line


def timeline(api: Api, line: str, **query: Any) -> Any:
    """A page of the timeline."""
    return api.get(f"/api/subscriptions/{line}/timeline", params=query).json()


def paged(api: Api, line: str, limit: int) -> Iterator[Any]:
    """The entries of a timeline, page by page."""
    cursor: dict[str, str] = {}
    while True:
        part = timeline(api, line, limit=limit, **cursor)
        yield from part["items"]
        if part["next"] is None:
            return
        cursor = {"cursor": part["next"]}


def test_all_that_happened_is_in_one_list(busy: Api, line: str) -> None:
    """Newest first: who did what, when and why."""
    found = timeline(busy, line)["items"]

    told = [(entry["kind"], entry["status"], entry["actor"], entry["reason"]) for entry in found]
    assert [
        ("event", None, "carla", "looked at it"),
        ("note", None, "carla", None),
        ("ended", "aborted", "carol", "wrong line"),
        ("started", "aborted", "alice", None),
        ("validation", "drifted", "alice", None),
        ("event", None, "alice", None),
        ("ended", "completed", None, None),
        ("version", "active", "alice", None),
        ("started", "completed", "alice", None),
        ("version", "active", None, None),
    ] == told
    assert ("subscription.set_in_sync", "ask Bob\nfirst") == (found[0]["event"], found[1]["note"])
    assert ("drift.opened", "speed") == (found[5]["event"], found[5]["title"])
    assert sorted((entry["at"] for entry in found), reverse=True) == [entry["at"] for entry in found]


def test_a_version_says_which_fields_it_changed(busy: Api, line: str) -> None:
    """Before and after; in the first version everything is new."""
    *_, second, first = timeline(busy, line, kind="version")["items"]

    assert [{"path": "line.speed", "change": "changed", "before": 10, "after": 20}] == second["changes"]
    assert [] == first["changes"]


def test_a_timeline_is_read_page_by_page(busy: Api, line: str) -> None:
    """However long the pages are, each entry is on one of them."""
    whole = timeline(busy, line)["items"]
    for limit in (1, 3):
        assert whole == list(paged(busy, line, limit))
    assert {"started", "ended"} == {
        entry["kind"] for entry in timeline(busy, line, kind=["started", "ended"])["items"]
    }


@pytest.mark.parametrize(
    "cursor",
    ["x", "MjAyNi0wMS0wMVQwMDowMCB2ZXJzaW9uIDk5OTk5OTk5OTk5", "MjAyNi0wMS0wMVQwMDowMCBzdGFydGVkIDE"],
)
def test_a_cursor_of_somebody_elses_is_refused(busy: Api, line: str, cursor: str) -> None:
    """No text, a number that is too large, a key of another kind."""
    response = busy.get(f"/api/subscriptions/{line}/timeline", params={"cursor": cursor})

    assert (400, True) == (response.status_code, "none of ours" in response.json()["detail"])


def test_a_note_has_a_text_and_a_subscription(busy: Api, line: str) -> None:
    """A blank one is refused, one about nothing too."""
    assert 422 == busy.post(f"/api/subscriptions/{line}/notes", json={"note": " "}).status_code
    assert 404 == busy.post(f"/api/subscriptions/{uuid4()}/notes", json={"note": "x"}).status_code
    assert 404 == busy.get(f"/api/subscriptions/{uuid4()}/timeline").status_code


def test_a_note_changes_no_subscription(busy: Api, shared: Hand, line: str) -> None:
    """Its version and what it was last changed stay."""
    before = busy.get(f"/api/subscriptions/{line}").json()
    busy.post(f"/api/subscriptions/{line}/notes", json={"note": "once more"})

    assert before == busy.get(f"/api/subscriptions/{line}").json()
    assert shared.holder(UUID(line)) is None


def test_what_happened_at_one_moment_is_told_once(busy: Api, shared: Hand) -> None:
    """Notes and events of one transaction are all of one moment; each is on a page, whatever its length."""
    line = shared.line("at once")
    with shared.database.transaction() as connection:
        for kind in (NOTED, "lock.released", NOTED, "lock.released", NOTED):
            record_event(connection, kind, "anna", subscription_id=UUID(line))
    whole = timeline(busy, line)["items"]

    assert 6 == len(whole)
    for limit in (1, 2):
        assert whole == list(paged(busy, line, limit))
