"""Branches: side by side, for each item, in groups, under a key; each with its own State until they join."""

from typing import Any

from hand import Hand
from pydantic import Field

from perdure import (
    Plugin,
    State,
    StepList,
    begin,
    conditional,
    focus,
    foreach,
    inputstep,
    parallel,
    step,
    step_group,
    task,
)
from perdure.activities import decisions
from perdure.forms import FormGenerator, FormPage

trouble: dict[str, str] = {}
"""What the step "Work" raises, by name of the branch."""


class Words(FormPage):
    words: list[str] = Field(default_factory=list)
    left: str = "l"
    right: str = "r"


def words_form() -> FormGenerator:
    page = yield Words
    return {**page.answers(), "inner": {"count": 1, "kept": True}}


@step("Say left")
def say_left(left: str) -> State:
    return {"left": left.upper(), "seen_by_left": True}


@step("Say right")
def say_right(right: str, state: State) -> State:
    if message := trouble.get("right"):
        raise ValueError(message)
    return {"right": right.upper(), "left_was": state["left"]}


@step("Agree")
def agree() -> State:
    return {"agreed": 1}


@step("Disagree")
def disagree() -> State:
    return {"agreed": 2}


@step("Make items")
def make_items(words: list[str]) -> State:
    return {"items": [{"name": word} for word in words]}


@step("Measure")
def measure(item: dict[str, Any]) -> State:
    if message := trouble.get(item["name"]):
        raise ValueError(message)
    return {"item": item | {"length": len(item["name"])}}


@step("Count up")
def count_up(count: int) -> State:
    return {"count": count + 1}


class Remark(FormPage):
    remark: str


@inputstep("Remark", assignee="NOC")
def remark() -> FormGenerator:
    page = yield Remark
    return page.answers()


@task("Side by side", form=words_form)
def side_by_side() -> StepList:
    return begin >> parallel("Both", begin >> say_left, begin >> say_right)


@task("Disagreeing", form=words_form)
def disagreeing() -> StepList:
    return begin >> parallel("Both", begin >> agree, begin >> disagree)


@task("Each word", form=words_form)
def each_word() -> StepList:
    return begin >> make_items >> foreach("Words", "items", begin >> measure, key="name", limit=2)


@task("Inside", form=words_form)
def inside() -> StepList:
    return begin >> step_group("Group", begin >> focus("inner")(begin >> count_up >> count_up))


@task("Ask in a branch", form=words_form)
def ask_in_a_branch() -> StepList:
    asks = conditional(lambda state: state["left"] == "l")(begin >> remark)
    return begin >> parallel("Both", asks, begin >> say_right)


plugin = Plugin("branching", workflows=[side_by_side, disagreeing, each_word, inside, ask_in_a_branch])


def test_branches_see_the_state_before_them_and_are_joined_after(shared: Hand) -> None:
    """What one branch changes the other does not see; at the end both changes are in State."""
    process_id = shared.start("side_by_side", {})

    shared.until(process_id, "completed")

    state = shared.state(process_id)
    assert ("L", "R", "l", True) == (state["left"], state["right"], state["left_was"], state["seen_by_left"])
    assert ["0", "0/branch:0/0", "0/branch:1/0", "0/join"] == sorted(
        row.position for row in shared.steps(process_id)
    )


def test_a_failed_branch_leaves_the_other_and_is_retried_alone(shared: Hand) -> None:
    """The branch that does not fail is done while the other is parked, and the retry repeats the failed step only."""
    trouble["right"] = "not now"
    process_id = shared.start("side_by_side", {})
    shared.until(process_id, "failed")
    shared.until_steps(process_id, "0/branch:0/0")
    trouble.clear()

    shared.retry(process_id)

    shared.until(process_id, "completed")
    done = [(row.position, row.generation, row.status) for row in shared.steps(process_id)]
    assert 1 == len([row for row in done if row[0] == "0/branch:0/0"])
    assert ("0/branch:1/0", 2, "completed") in done


def test_branches_that_disagree_park_at_the_join(shared: Hand) -> None:
    """Two values for one key park the join, which names both branches; a retry with a value goes on with it."""
    process_id = shared.start("disagreeing", {})
    row = shared.until(process_id, "failed")
    assert "'Agree' and 'Disagree' gave 'agreed' different values" in row.failure

    shared.retry(process_id, edits={"agreed": 3})

    shared.until(process_id, "completed")
    assert 3 == shared.state(process_id)["agreed"]


def test_every_item_is_worked_on_and_replaced(shared: Hand) -> None:
    """What the steps make of an item is in the list afterwards, in the list's order."""
    process_id = shared.start("each_word", {"words": ["one", "three", "seventeen", "x/y"]})

    shared.until(process_id, "completed")

    assert [3, 5, 9, 3] == [item["length"] for item in shared.state(process_id)["items"]]
    assert "1/item:x%2Fy/0" in {row.position for row in shared.steps(process_id)}


def test_a_parked_item_does_not_count_against_the_limit(shared: Hand) -> None:
    """With two at a time and two items parked, the others are done all the same."""
    trouble.update({"a": "broken", "b": "broken"})
    process_id = shared.start("each_word", {"words": ["a", "b", "cc", "ddd"]})

    shared.until_steps(process_id, "1/item:cc/0", "1/item:ddd/0")

    trouble.clear()
    shared.retry(process_id)
    shared.until_failed_steps(process_id, 1)
    shared.retry(process_id)
    shared.until(process_id, "completed")
    assert [1, 1, 2, 3] == [item["length"] for item in shared.state(process_id)["items"]]


def test_items_must_have_keys_of_their_own(shared: Hand) -> None:
    """Two items with one key park at the foreach, with a sentence that names the key."""
    process_id = shared.start("each_word", {"words": ["a", "a"]})

    assert "two items of 'items' have the name 'a'" in shared.until(process_id, "failed").failure


def test_a_foreach_that_is_skipped_leaves_state_as_it_is(shared: Hand) -> None:
    """Where nothing was fanned out there is nothing to join: the list stays, and parking it was an event."""
    process_id = shared.start("each_word", {"words": ["a", "a"]})
    shared.until(process_id, "failed")
    assert "step.failed" == shared.events(process_id)[-1].kind

    decisions.skip(shared.database, process_id, actor="carol", reason="not needed")
    shared.tell(process_id)

    shared.until(process_id, "completed")
    assert [{"name": "a"}, {"name": "a"}] == shared.state(process_id)["items"]


def test_a_focus_shows_and_changes_one_key(shared: Hand) -> None:
    """Steps inside see the dict under the key as State, and only that is changed."""
    process_id = shared.start("inside", {})

    shared.until(process_id, "completed")

    assert {"count": 3, "kept": True} == shared.state(process_id)["inner"]


def test_an_input_step_in_a_branch_waits_while_the_other_goes_on(shared: Hand) -> None:
    """The other branch is done while one waits for a person; the answer is joined like any change."""
    process_id = shared.start("ask_in_a_branch", {})
    shared.until(process_id, "suspended")
    shared.until_steps(process_id, "0/branch:1/0")

    shared.answer(process_id, {"remark": "fine"})

    shared.until(process_id, "completed")
    assert ("fine", "R") == (shared.state(process_id)["remark"], shared.state(process_id)["right"])
