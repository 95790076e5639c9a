"""A process keeps the plan that it was accepted with."""

import pytest
from hand import Hand

from perdure import State, step
from perdure.domain.catalogue import catalogue


@step("Inserted", key="sample.inserted")
def inserted() -> State:
    return {"inserted": True}


def test_a_step_that_is_inserted_while_a_process_waits_is_not_run_by_it(
    shared: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process goes on where it was, each of its steps once; a process accepted now has the new step."""
    pages = ({}, {"label": "ams1-fra1", "speed": 10, "needs_approval": True})
    waiting = shared.start("create_line", *pages)
    shared.until(waiting, "suspended")
    changed = catalogue.workflows["create_line"]
    monkeypatch.setattr(changed, "steps", [inserted, *changed.steps])

    shared.answer(waiting, {"reason": "budget is there"}, {"confirmed": True})

    shared.until(waiting, "completed")
    done = [row.title for row in shared.steps(waiting)]
    assert "Inserted" not in done
    assert len(set(done)) == len(done)
    assert "Order asynchronously" in done
    assert "Inserted" == shared.process(shared.accept("create_line", *pages)).plan[0]["title"]
