"""Positions: where a step stands in its plan, and whose State it sees.

A position is a path of segments: indexes from the top of the plan, and between them what makes a State of its own:

* ``branch:1``: the second branch of a ``parallel``,
* ``item:ams1``: one item of a ``foreach``, by its key (percent-encoded),
* ``focus:link``: the State under one key,
* ``again:2``: a repetition of a callback step.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote

from .errors import NotFoundError
from .plan import Node, NodeKind
from .state import Delta

MAIN: Final = ""
"""The branch that every process has."""

UNDO_PREFIX: Final = "undo:"
"""Before the position of a step: where it is taken back."""

JOIN_SUFFIX: Final = "/join"
"""After the position of a fan-out: where its branches are joined."""


def branch_position(parent: str, index: int) -> str:
    """The position of one branch of a parallel."""
    return f"{parent}/branch:{index}"


def item_position(parent: str, key: str) -> str:
    """The position of one item of a foreach."""
    return f"{parent}/item:{quote(key, safe='')}"


def focus_position(parent: str, key: str) -> str:
    """The position of what is inside a focus."""
    return f"{parent}/focus:{quote(key, safe='')}"


def again_position(parent: str, generation: int) -> str:
    """The position of what is inside a callback step, in one of its generations."""
    return f"{parent}/again:{generation}"


def join_position(fan_out: str) -> str:
    """The position of the join of a fan-out."""
    return f"{fan_out}{JOIN_SUFFIX}"


def undo_position(position: str) -> str:
    """The position at which a step is taken back."""
    return f"{UNDO_PREFIX}{position}"


def branches_of(position: str) -> list[str]:
    """The branches whose changes a step sees, outermost first: `MAIN`, and every one that the position passes."""
    found = [MAIN]
    segments = position.removeprefix(UNDO_PREFIX).split("/")
    for count, segment in enumerate(segments, start=1):
        if segment.startswith(("branch:", "item:")):
            found.append("/".join(segments[:count]))
    return found


def find_node(plan: Sequence[Node], position: str) -> Node:
    """The node at a position of a plan.

    Raises:
        NotFoundError: the plan has no such position.
    """
    nodes, node = tuple(plan), None
    for segment in position.split("/"):
        kind, _, rest = segment.rpartition(":")
        if kind in {"item", "focus", "again"}:
            continue
        index = int(rest) if rest.isdecimal() else len(nodes)
        if index >= len(nodes):
            raise NotFoundError(f"The plan has no position {position!r}.")
        node = nodes[index]
        nodes = node.steps
    if node is None:
        raise NotFoundError(f"The plan has no position {position!r}.")
    return node


def expand(
    plan: Sequence[Node], items: Mapping[str, Sequence[str]], repeated: Mapping[str, int], parent: str = ""
) -> Iterator[tuple[str, Node]]:
    """Every place of a plan in its order, with the branches that a process really has.

    Args:
        plan: nodes.
        items: the keys of the items of each foreach that has been fanned out, by its position.
        repeated: how many generations a callback step has had, by its position.
        parent: position of what the nodes are inside of, with a slash.
    """
    for index, node in enumerate(plan):
        position = f"{parent}{index}"
        yield position, node
        match node.kind:
            case NodeKind.PARALLEL:
                for number, branch in enumerate(node.steps):
                    yield from expand(branch.steps, items, repeated, f"{branch_position(position, number)}/")
                yield join_position(position), node
            case NodeKind.FOREACH:
                for key in items.get(position, ()):
                    yield from expand(node.steps, items, repeated, f"{item_position(position, key)}/")
                yield join_position(position), node
            case NodeKind.FOCUS:
                yield from expand(
                    node.steps, items, repeated, f"{focus_position(position, node.options['focus'])}/"
                )
            case NodeKind.CALLBACK:
                for generation in range(1, repeated.get(position, 1) + 1):
                    yield from expand(node.steps, items, repeated, f"{again_position(position, generation)}/")
            case _:
                yield from expand(node.steps, items, repeated, f"{position}/")


@dataclass(frozen=True, slots=True)
class View:
    """State as the step at one position sees it.

    Args:
        state: what it sees.
        branch: where its changes are kept.
        focus: the keys that lie between that branch's State and the step's, outermost first.
        outer: the State at each of these keys' level.
    """

    state: dict[str, Any]
    branch: str = MAIN
    focus: tuple[str, ...] = ()
    outer: tuple[dict[str, Any], ...] = ()

    def to_branch(self, delta: Delta) -> Delta:
        """A change of the step's State as a change of its branch's."""
        if not self.focus or not (delta.changed or delta.removed):
            return delta
        inner = delta.apply(self.state)
        for key, outer in zip(reversed(self.focus[1:]), reversed(self.outer[1:]), strict=True):
            inner = {**outer, key: inner}
        return Delta({self.focus[0]: inner})


def view_at(position: str, overlays: Mapping[str, Delta]) -> View:
    """State at a position.

    Args:
        position: of the step.
        overlays: what is kept per branch; for `MAIN` the whole State.
    """
    state = overlays[MAIN].apply({})
    branch, focus, outer = MAIN, list[str](), list[dict[str, Any]]()
    segments = position.removeprefix(UNDO_PREFIX).split("/")
    for count, segment in enumerate(segments, start=1):
        kind, _, rest = segment.partition(":")
        if kind == "focus":
            key = unquote(rest)
            focus.append(key)
            outer.append(state)
            inner = state.get(key)
            state = dict(inner) if isinstance(inner, dict) else {}
        elif kind in {"branch", "item"}:
            branch, focus, outer = "/".join(segments[:count]), [], []
            state = overlays[branch].apply(state) if branch in overlays else state
    return View(state, branch, tuple(focus), tuple(outer))
