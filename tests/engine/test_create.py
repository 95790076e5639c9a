"""Creating a subscription, from the form to the closed process."""

from typing import TYPE_CHECKING

import pytest
import sample_product

if TYPE_CHECKING:
    from conftest import Hand

LINE = {"label": "ams1-fra1", "speed": 10}


@pytest.mark.usefixtures("worker")
def test_a_create_runs_its_steps_in_order_and_ends_active_and_in_sync(hand: "Hand") -> None:
    """Every step of the plan has one completed row, and the subscription is active, in sync and unlocked."""
    process_id = hand.start("create_line", {}, LINE)

    hand.until(process_id, "completed")

    assert [
        "Construct line",
        "If needed: Approve line",
        "Set status to provisioning",
        "Order at the other system",
        "Order asynchronously",
        "Set status to active",
    ] == [row.title for row in hand.steps(process_id)]
    assert "ORDER OF AMS1-FRA1" == hand.state(process_id)["order"]
    assert [f"{process_id}/3"] == sample_product.outside["order"]


@pytest.mark.usefixtures("worker")
def test_a_create_waits_for_its_approval(hand: "Hand") -> None:
    """A process with an input step is suspended until somebody answers, and the answers are in State."""
    process_id = hand.start("create_line", {}, LINE | {"needs_approval": True})
    row = hand.until(process_id, "suspended")
    assert "NOC" == row.assignee

    hand.answer(process_id, {"reason": "budget is there"}, {"confirmed": True})

    hand.until(process_id, "completed")
    state = hand.state(process_id)
    assert "budget is there" == state["approval"]
    assert "alice" == state["reporter"]
