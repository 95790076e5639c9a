"""A result that was kept because somebody stood in its way, saved by a decision over HTTP."""

import circuits
from circuits import new_plug
from hand import Hand
from lamp_api import Api
from sqlalchemy import select

from perdure.db.tables import process_kept_result

plugin = circuits.plugin


def test_a_kept_result_is_saved_once_the_way_is_free(busy: Api, shared: Hand) -> None:
    """`reapply` does not run the step again: the subscription is the one that it had made at first."""
    plug = new_plug(shared.database, "kept")
    first = busy.start("create_cord", [{}, {"ground": plug}])
    holder = busy.until(first, "completed")["subscriptions"][0]["subscription_id"]
    second = busy.start("create_cord", [{}, {"ground": plug}])
    busy.until(second, "failed")
    result = select(process_kept_result.c.result).where(process_kept_result.c.process_id == second)
    with shared.database.reading() as connection:
        (kept,) = connection.scalars(result)
    busy.until(busy.start("end_cord", [{"subscription_id": holder}]), "completed")

    decided = busy.put(
        f"/api/processes/{second}/retry", json={"reapply": True, "reason": "The plug is free."}
    )

    assert 204 == decided.status_code, decided.text
    (made,) = busy.until(second, "completed")["subscriptions"]
    assert kept["changes"][0]["subscription_id"] == made["subscription_id"]


def test_nothing_is_saved_where_nothing_was_kept(busy: Api, shared: Hand) -> None:
    """A step that failed in its body has left no result: 409 says so, and the process waits as before."""
    gone = new_plug(shared.database, "gone")
    shared.run("end_plug", {"subscription_id": gone})
    failed = busy.start("create_cord", [{}, {"ends": [gone]}])
    busy.until(failed, "failed")

    decided = busy.put(f"/api/processes/{failed}/retry", json={"reapply": True})

    assert (409, "failed") == (decided.status_code, busy.process(failed)["status"])
    assert "has left no result that could be applied" in decided.json()["detail"]
