"""The plan of a process: its steps as data, stored when the process is accepted.

Deploys never break a process that is under way, because it runs its plan and not the author's code order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class NodeKind(StrEnum):
    """What the interpreter does with a node."""

    STEP = "step"
    INPUT = "input"
    CHECK = "check"
    CONDITIONAL = "conditional"
    GROUP = "group"
    PARALLEL = "parallel"
    FOREACH = "foreach"
    FOCUS = "focus"
    SLEEP = "sleep"
    CALLBACK = "callback"


WITH_FUNCTION = frozenset({NodeKind.STEP, NodeKind.INPUT, NodeKind.CHECK, NodeKind.CONDITIONAL})
"""Kinds that are an author's function, and so an activity of their own."""


@dataclass(frozen=True, slots=True)
class Node:
    """One element of a plan.

    Args:
        kind: what to do with it.
        key: the durable name of the author's function, and the activity type; for what has no function, its kind.
        title: for people; the activity's summary.
        steps: the nodes inside. A parallel's are groups, one per branch; a callback's are its action and, when it has
            one, its validation.
        options: what else the interpreter must know, by kind:
            ``assignee``, ``due``, ``remind``, ``escalate`` (input; times in seconds), ``items``, ``key``, ``limit``
            (foreach), ``focus``, ``seconds`` or ``until`` (sleep), ``timeout`` and ``result`` (callback),
            ``local``, ``end_in_use`` (step).
    """

    kind: NodeKind
    key: str
    title: str
    steps: tuple["Node", ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def assignee(self) -> str | None:
        """Who answers."""
        found: str | None = self.options.get("assignee")
        return found

    def to_json(self) -> dict[str, Any]:
        """The node as JSON; absent members are left out."""
        document: dict[str, Any] = {"kind": self.kind.value, "key": self.key, "title": self.title}
        if self.options:
            document["options"] = dict(self.options)
        if self.steps:
            document["steps"] = [node.to_json() for node in self.steps]
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Node":
        """The node that `to_json` wrote."""
        return cls(
            kind=NodeKind(document["kind"]),
            key=document["key"],
            title=document["title"],
            steps=tuple(cls.from_json(child) for child in document.get("steps", ())),
            options=document.get("options", {}),
        )


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node, depth first."""
    for node in nodes:
        yield node
        yield from walk(node.steps)
