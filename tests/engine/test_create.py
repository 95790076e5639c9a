"""Creating a subscription, from the form to the closed process."""

import sample_product
from hand import Hand

LINE = {"label": "ams1-fra1", "speed": 10}


def test_a_create_runs_its_steps_in_order_and_ends_active_and_in_sync(shared: Hand) -> None:
    """Every step of the plan has one completed row, and the subscription is active, in sync and unlocked."""
    process_id = shared.start("create_line", {}, LINE)

    shared.until(process_id, "completed")

    assert [
        "Construct line",
        "If needed: Approve line",
        "Set status to provisioning",
        "Order at the other system",
        "Order asynchronously",
        "Set status to active",
    ] == [row.title for row in shared.steps(process_id)]
    assert "ORDER OF AMS1-FRA1" == shared.state(process_id)["order"]
    assert [f"{process_id}/3"] == sample_product.outside["order"]


def test_a_create_waits_for_its_approval(shared: Hand) -> None:
    """A process with an input step is suspended until somebody answers, and the answers are in State."""
    process_id = shared.start("create_line", {}, LINE | {"needs_approval": True})
    row = shared.until(process_id, "suspended")
    assert "NOC" == row.assignee

    shared.answer(process_id, {"reason": "budget is there"}, {"confirmed": True})

    shared.until(process_id, "completed")
    state = shared.state(process_id)
    assert "budget is there" == state["approval"]
    assert "alice" == state["reporter"]
