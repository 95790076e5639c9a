"""Two branches of one process that change one subscription."""

import circuits
import pytest
from circuits import new_plug, together
from hand import Hand

plugin = circuits.plugin


@pytest.fixture
def cord(shared: Hand) -> str:
    """The id of an active cord."""
    together.abort()
    made = shared.run("create_cord", {}, {"ends": [new_plug(shared.database, "a")]})
    together.reset()
    found: str = shared.state(made)["subscription"]["subscription_id"]
    return found


def test_changes_of_different_fields_are_both_made(shared: Hand, cord: str) -> None:
    """Both branches loaded one version; the second one's change is put on top of the first one's."""
    before = shared.subscription(cord).version
    process_id = shared.run("paint_and_cut", {"subscription_id": cord}, {"colour": "red", "length": 7})

    changed = shared.subscription(cord)
    assert ("red", 7, before + 2) == (changed.cord.colour, changed.cord.length, changed.version)
    versions = [change for row in shared.steps(process_id) for change in row.subscriptions]
    expected = [(before, before + 1), (before + 1, before + 2)]
    assert expected == [(change["from_version"], change["to_version"]) for change in versions]
    reference = {"subscription_id": cord, "version": before + 2}
    assert reference == shared.state(process_id)["subscription"]


def test_changes_of_one_field_park_the_slower_branch(shared: Hand, cord: str) -> None:
    """It says which field and both values; tried again, it works on what the other branch has left."""
    answers = {"colour": "red", "other_colour": "blue", "length": 7}
    process_id = shared.start("paint_and_cut", {"subscription_id": cord}, answers)
    shared.until_failed_steps(process_id, 1)

    failure = shared.process(process_id).failure
    assert "has changed the same: cord.colour (" in failure
    assert "'red' here, 'blue' there" in failure or "'blue' here, 'red' there" in failure
    together.abort()
    shared.retry(process_id)
    shared.until(process_id, "completed")
    together.reset()
    assert 7 == shared.subscription(cord).cord.length


def test_a_result_that_was_in_the_way_may_be_applied_all_the_same(shared: Hand, cord: str) -> None:
    """The step is not run again: it would wait for the other branch for ever. Its values win."""
    answers = {"colour": "red", "other_colour": "blue", "length": 7}
    process_id = shared.start("paint_and_cut", {"subscription_id": cord}, answers)
    shared.until_failed_steps(process_id, 1)
    (failed,) = [row for row in shared.steps(process_id) if row.status == "failed"]
    there = shared.subscription(cord).cord.colour

    shared.retry(process_id, reapply=True)

    shared.until(process_id, "completed")
    other = {"red": "blue", "blue": "red"}[there]
    assert (other, 7) == (shared.subscription(cord).cord.colour, shared.subscription(cord).cord.length)
    again = next(
        row
        for row in shared.steps(process_id)
        if row.position == failed.position and row.status == "completed"
    )
    assert 2 == again.generation
    assert shared.state(process_id)["cut"] is True
