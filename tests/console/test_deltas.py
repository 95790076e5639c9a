"""What steps changed in State, told by their deltas."""

from datetime import UTC, datetime
from typing import Any

from perdure.api.process_models import ProcessStep
from perdure.console.deltas import changes_of
from perdure.domain.difference import ABSENT, Difference


def step(position: str, second: int, *, removed: tuple[str, ...] = (), **changed: Any) -> ProcessStep:
    """A step that was done in some second."""
    return ProcessStep.model_validate(
        {
            "position": position,
            "generation": 1,
            "key": "sample.step",
            "title": "Step",
            "kind": "step",
            "status": "completed",
            "assignee": None,
            "delta": {"changed": changed, "removed": list(removed)},
            "finished_at": datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC),
        }
    )


def test_a_change_says_what_was_there_before() -> None:
    """Of a nested value only the part that differs is named."""
    steps = [step("0", 1, port={"name": "a", "speed": 1}), step("1", 2, port={"name": "a", "speed": 2})]

    found = changes_of(steps)

    assert [Difference("port", ABSENT, {"name": "a", "speed": 1})] == found["0", 1]
    assert [Difference("port.speed", 1, 2)] == found["1", 1]


def test_what_was_removed_is_a_change() -> None:
    """With what was there."""
    found = changes_of([step("0", 1, count=1), step("1", 2, removed=("count",))])

    assert [Difference("count", 1, ABSENT)] == found["1", 1]


def test_branches_do_not_tell_what_was_there_before() -> None:
    """They run side by side: what one left is not what the other found, nor what the process has."""
    steps = [
        step("0", 1, count=1),
        step("1/branch:0/0", 2, count=2),
        step("1/branch:1/0", 3, count=3),
        step("2", 4, count=4),
    ]

    found = changes_of(steps)

    assert [Difference("count", ABSENT, 3)] == found["1/branch:1/0", 1]
    assert [Difference("count", 1, 4)] == found["2", 1]


def test_steps_count_in_the_order_in_which_they_were_done() -> None:
    """Not in the order of the plan."""
    found = changes_of([step("0", 2, count=2), step("1", 1, count=1)])

    assert [Difference("count", 1, 2)] == found["0", 1]
