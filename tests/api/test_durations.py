"""How long the steps of a workflow take."""

from datetime import UTC, datetime, timedelta

import night
from hand import Hand
from lamp_api import Api
from night import plugin
from sqlalchemy import update

from perdure.db.tables import process, process_step

__all__ = ["plugin"]  # the `shared` installation loads it


def test_each_step_has_its_median_and_its_95th_percentile(busy: Api, shared: Hand) -> None:
    """From the rows of completed steps in the order of use; a failed step, and what is too old, do not count."""
    route = "/api/workflows/make_round/durations"
    assert [] == busy.get(route).json()
    began = datetime(2026, 1, 1, tzinfo=UTC)
    for seconds in (1, 2, 3, 4, 10):
        process_id = busy.start("make_round", [{"doors": 1}])
        busy.until(process_id, "completed")
        with shared.database.transaction() as connection:
            connection.execute(
                update(process_step)
                .where(process_step.c.process_id == process_id, process_step.c.key == "night.lock")
                .values(started_at=began, finished_at=began + timedelta(seconds=seconds))
            )
    night.trouble.add("Lock the doors")
    failed = busy.start("make_round", [{"doors": 1}])
    busy.until(failed, "failed")
    night.trouble.clear()

    count, lock = busy.get(route).json()

    assert ("night.count", "Count the doors", "step", 6) == tuple(
        count[name] for name in ("key", "title", "kind", "count")
    )
    assert 0 < count["median"] <= count["p95"] < 60
    assert {"key": "night.lock", "title": "Lock the doors", "kind": "step", "count": 5} == {
        name: lock[name] for name in ("key", "title", "kind", "count")
    }
    assert (3.0, 8.8) == (lock["median"], round(lock["p95"], 6))
    with shared.database.transaction() as connection:
        connection.execute(update(process).values(accepted_at=datetime.now(UTC) - timedelta(days=8)))
    assert [] == busy.get(route, params={"days": 7}).json()
    assert 2 == len(busy.get(route, params={"days": 9}).json())


def test_an_unknown_workflow_has_no_durations(busy: Api) -> None:
    """404, where an empty list would look as if nothing had run yet."""
    assert 404 == busy.get("/api/workflows/no_such/durations").status_code
