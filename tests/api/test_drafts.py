"""Drafts: half-filled forms that can be gone on with elsewhere."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from hand import Hand
from lamp_api import Api
from servers_product import plugin
from sqlalchemy import select, update

from perdure.db.tables import draft
from perdure.workflows.reconciler import reconcile

__all__ = ["plugin"]  # the `shared` installation loads it

FIRST = {"server": "server-00007"}
LAST = {
    "other": "server-00008",
    "port": "server-00008/2",
    "remark": "for the shop",
    "password": "correct horse",
}
SHOWN = {name: value for name, value in LAST.items() if name != "password"}


def kept(busy: Api, *pages: Any, draft_id: str | None = None, actor: str = "anna", **form: Any) -> Any:
    response = busy.put(
        f"/api/drafts/{draft_id or uuid4()}",
        json={"pages": pages, **(form or {"workflow": "reserve"})},
        headers={"X-Perdure-Actor": actor},
    )
    assert 200 == response.status_code, response.text
    return response.json()


def read(busy: Api, draft_id: str, actor: str = "anna") -> Any:
    return busy.get(f"/api/drafts/{draft_id}", headers={"X-Perdure-Actor": actor})


def test_a_draft_is_gone_on_with_after_a_reload(busy: Api) -> None:
    """What was kept is answered again, and with the secret the form is complete."""
    draft_id = kept(busy, FIRST, LAST)["id"]

    pages = read(busy, draft_id).json()["pages"]
    process_id = busy.start("reserve", [pages[0], pages[1] | {"password": LAST["password"]}])

    assert [FIRST, SHOWN] == pages
    assert "for the shop" == busy.process(process_id)["current_state"]["remark"]


def test_a_draft_never_has_a_secret(busy: Api, shared: Hand) -> None:
    """Neither in the answer nor in its row, whether the page was right or wrong."""
    kept(busy, FIRST, LAST)
    kept(busy, FIRST, LAST | {"port": "nowhere"})

    with shared.database.reading() as connection:
        rows = connection.scalars(select(draft.c.pages)).all()
    assert rows
    assert "correct horse" not in str(rows)


def test_what_is_half_typed_is_kept(busy: Api) -> None:
    """The last page may be wrong and incomplete."""
    assert [FIRST, {"remark": "x" * 99}] == kept(busy, FIRST, {"remark": "x" * 99})["pages"]


def test_keeping_fewer_pages_keeps_what_came_after(busy: Api) -> None:
    """Going back loses nothing; for another form the earlier answers do not count."""
    draft_id = kept(busy, FIRST, LAST)["id"]

    back = kept(busy, {"server": "server-00001"}, draft_id=draft_id)
    other = kept(busy, {"server": "server-00001"}, draft_id=draft_id, workflow="reserve_two")

    assert [{"server": "server-00001"}, SHOWN] == back["pages"]
    assert [{"server": "server-00001"}] == other["pages"]


def test_a_draft_belongs_to_whoever_made_it(busy: Api) -> None:
    """Nobody else reads, lists, replaces or removes it."""
    draft_id = kept(busy, FIRST)["id"]
    eve = {"X-Perdure-Actor": "eve"}

    answers = [
        read(busy, draft_id, "eve"),
        busy.delete(f"/api/drafts/{draft_id}", headers=eve),
        busy.put(f"/api/drafts/{draft_id}", json={"workflow": "reserve", "pages": []}, headers=eve),
    ]

    assert [404, 404, 409] == [answer.status_code for answer in answers]
    assert [] == busy.get("/api/drafts", headers=eve).json()["items"]
    assert [FIRST] == read(busy, draft_id).json()["pages"]


def test_drafts_are_listed_and_removed(busy: Api) -> None:
    """Newest first, of one workflow where that is asked for, and gone when removed."""
    mine = {"X-Perdure-Actor": "lister"}
    first = kept(busy, FIRST, actor="lister")["id"]
    second = kept(busy, FIRST, actor="lister", workflow="reserve_two")["id"]

    every = busy.get("/api/drafts", headers=mine).json()["items"]
    one = busy.get("/api/drafts", params={"workflow": "reserve"}, headers=mine).json()["items"]
    removed = busy.delete(f"/api/drafts/{second}", headers=mine)

    assert ([second, first], [first]) == ([item["id"] for item in every], [item["id"] for item in one])
    assert (204, 404) == (removed.status_code, read(busy, second, "lister").status_code)


def test_a_waiting_form_has_drafts_too(busy: Api) -> None:
    """Kept by process; a process that waits for nothing gets 409."""
    waiting = busy.start("reserve_two", [FIRST, LAST])
    busy.until(waiting, "suspended")

    assert [FIRST, SHOWN] == kept(busy, FIRST, LAST, process_id=waiting)["pages"]

    done = busy.start("reserve", [FIRST, LAST])
    busy.until(done, "completed")
    refused = busy.put(f"/api/drafts/{uuid4()}", json={"process_id": done, "pages": []})
    assert 409 == refused.status_code


def test_an_expired_draft_is_gone(busy: Api, shared: Hand) -> None:
    """It is not found any more, and the next round of the reconciler throws it away."""
    draft_id, other = kept(busy, FIRST)["id"], kept(busy, FIRST)["id"]
    expired = update(draft).where(draft.c.draft_id == draft_id)
    with shared.database.transaction() as connection:
        connection.execute(expired.values(expires_at=draft.c.created_at - timedelta(days=1)))

    gone = read(busy, draft_id)

    async def round_of_the_reconciler() -> None:
        await reconcile(await shared.client(), shared.database, task_queue=shared.settings.task_queue)

    asyncio.run(round_of_the_reconciler())
    with shared.database.reading() as connection:
        left = {str(one) for one in connection.scalars(select(draft.c.draft_id))}
    assert 404 == gone.status_code
    assert (True, False) == (other in left, draft_id in left)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"pages": []}, 422),
        ({"workflow": "reserve", "process_id": str(uuid4()), "pages": []}, 422),
        ({"workflow": "reserve", "position": "1", "pages": []}, 422),
        ({"workflow": "reserve", "pages": [5]}, 422),
        ({"workflow": "reserve", "pages": [{}] * 101}, 422),
        ({"workflow": "nothing", "pages": []}, 404),
        ({"process_id": str(uuid4()), "pages": []}, 404),
    ],
)
def test_what_cannot_be_kept_is_refused(busy: Api, body: dict[str, Any], status: int) -> None:
    """A draft of no form, of two, of one that is not there; pages that are none."""
    assert status == busy.put(f"/api/drafts/{uuid4()}", json=body).status_code
