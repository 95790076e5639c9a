"""Edits of trees: they make one tree the other, and those that do not meet may come in any order."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from perdure.domain.merging import applied, edits, meeting

KEYS = "abc"
IDS = [f"id{number}" for number in range(6)]
Tree = dict[str, Any]


@st.composite
def trees(draw: st.DrawFn, depth: int = 2) -> Tree:
    """A document: values, lists of values, blocks, lists of blocks, references."""
    return {key: draw(values(depth)) for key in draw(st.sets(st.sampled_from(KEYS)))}


def values(depth: int) -> st.SearchStrategy[Any]:
    scalars = st.integers(0, 2) | st.none() | st.booleans()
    if not depth:
        return scalars | st.lists(scalars, max_size=3)
    return st.one_of(
        scalars,
        st.lists(scalars, max_size=3),
        blocks(depth),
        trees(depth - 1),
        st.lists(st.sampled_from(IDS), unique=True, max_size=4).flatmap(
            lambda ids: st.tuples(*(blocks(depth, st.just(identity)) for identity in ids)).map(list)
        ),
    )


@st.composite
def blocks(draw: st.DrawFn, depth: int, ids: st.SearchStrategy[str] | None = None) -> Tree:
    identity = draw(ids if ids is not None else st.sampled_from(IDS))
    if draw(st.integers(0, 3)) == 0:
        return {"$ref": "other", "subscription_instance_id": identity}
    return {**draw(trees(depth - 1)), "subscription_instance_id": identity}


@st.composite
def changed(draw: st.DrawFn, tree: Any, depth: int = 2) -> Any:
    """A tree like this one, changed in a few places."""
    if draw(st.integers(0, 9)) == 0:
        return draw(values(depth))
    if isinstance(tree, dict):
        found = {
            key: item
            if key in {"subscription_instance_id", "$ref"}
            else draw(changed(item, max(depth - 1, 0)))
            for key, item in tree.items()
        }
        if draw(st.integers(0, 4)) == 0 and "$ref" not in found:
            found |= draw(trees(max(depth - 1, 0)))
        return found
    if isinstance(tree, list):
        kept = [draw(changed(item, max(depth - 1, 0))) for item in tree if draw(st.integers(0, 4))]
        if kept and isinstance(kept[0], dict) and draw(st.integers(0, 2)) == 0:
            index = draw(st.integers(0, len(kept)))
            kept[index:index] = [draw(blocks(1, st.sampled_from(["idx", "idy", "idz", "ida"])))]
        return kept
    return tree


@given(before=values(2), after=values(2))
def test_edits_make_one_tree_the_other(before: Any, after: Any) -> None:
    """Applied to the tree before, the edits give the tree after; there are none when nothing differs."""
    assert after == applied(edits(before, after), before)
    assert [] == edits(after, after)


@given(tree=values(2), data=st.data())
def test_edits_of_a_change_make_it(tree: Any, data: st.DataObject) -> None:
    """Also of two trees that have much in common."""
    after = data.draw(changed(tree))
    assert after == applied(edits(tree, after), tree)


@given(tree=trees(), data=st.data())
def test_edits_that_do_not_meet_commute(tree: Tree, data: st.DataObject) -> None:
    """Whoever comes first, two changes in different places end in one tree, which has both."""
    one, other = edits(tree, data.draw(changed(tree))), edits(tree, data.draw(changed(tree)))
    other = [edit for edit in other if not meeting(one, [edit])]
    together = applied(one, applied(other, tree))
    assert together == applied(other, applied(one, tree))


def block(identity: str, **values: Any) -> Tree:
    return {"subscription_instance_id": identity, **values}


def test_items_of_a_list_are_told_apart_by_their_ids() -> None:
    """One changes a block in a list, another removes the one before it: both happen."""
    before = {"ports": [block("a"), block("b", name="x")]}
    mine, theirs = {"ports": [block("a"), block("b", name="y")]}, {"ports": [block("b", name="x")]}
    assert [] == meeting(edits(before, mine), edits(before, theirs))
    assert {"ports": [block("b", name="y")]} == applied(edits(before, mine), theirs)


def test_two_may_add_to_one_list() -> None:
    """Both blocks are there afterwards, each side's together, and the order does not depend on who was first."""
    before = {"ports": [block("a")]}
    mine = {"ports": [block("a"), block("x"), block("b")]}
    theirs = {"ports": [block("a"), block("y")]}
    expected = ["a", "x", "b", "y"]
    for one, other in ((mine, theirs), (theirs, mine)):
        together = applied(edits(before, one), other)
        assert expected == [item["subscription_instance_id"] for item in together["ports"]]


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        (
            {"x": 1, "ports": [block("a", name="m")]},
            {"x": 0, "ports": [block("a", name="t")]},
            "ports[a].name",
        ),
        ({"x": 0, "ports": []}, {"x": 0, "ports": [block("a", name="t")]}, "ports[a]"),
        ({"x": 2, "ports": [block("a")]}, {"x": 3, "ports": [block("a")]}, "x"),
        ({"x": [1, 2], "ports": [block("a")]}, {"x": [2, 1], "ports": [block("a")]}, "x"),
        ({"x": 0, "ports": [block("a", name="m")]}, {"x": 0, "ports": [block("z")]}, "ports[a].name"),
    ],
    ids=["field", "removed and changed", "value", "list", "replaced and changed"],
)
def test_edits_of_one_place_meet(mine: Tree, theirs: Tree, words: str) -> None:
    """Two values for one place, or a change in what the other one took away, are named by their place."""
    before = {"x": 0, "ports": [block("a")]}
    ((one, _),) = meeting(edits(before, mine), edits(before, theirs))
    assert words == one.words


def test_the_same_edit_twice_is_no_conflict() -> None:
    """Two that made the same of one place agree."""
    before, after = {"x": 0, "ports": [block("a")]}, {"x": 1, "ports": []}
    assert [] == meeting(edits(before, after), edits(before, after))
    assert after == applied(edits(before, after), after)


def test_of_two_blocks_no_mixture_is_made() -> None:
    """A block that was replaced by another one is an edit as a whole."""
    before, after = {"port": block("a", name="m", x=1)}, {"port": block("b", name="m", x=2)}
    assert ["port"] == [edit.words for edit in edits(before, after)]
