"""The plan of a process: its steps as data, stored when the process is accepted.

Deploys never break a process that is under way, because it runs its plan and not the author's code order.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class NodeKind(StrEnum):
    """What the interpreter does with a node."""

    STEP = "step"
    INPUT = "input"
    CONDITIONAL = "conditional"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Node:
    """One element of a plan.

    Args:
        kind: what to do with it.
        key: the durable name of the author's function, and the activity type.
        title: for people; the activity's summary.
        assignee: who answers (input nodes).
        steps: the nodes inside (conditional nodes).
    """

    kind: NodeKind
    key: str
    title: str
    assignee: str | None = None
    steps: tuple["Node", ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The node as JSON; absent members are left out."""
        document: dict[str, Any] = {"kind": self.kind.value, "key": self.key, "title": self.title}
        if self.assignee is not None:
            document["assignee"] = self.assignee
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
            assignee=document.get("assignee"),
            steps=tuple(cls.from_json(child) for child in document.get("steps", ())),
        )


def walk(nodes: Sequence[Node], parent: str = "") -> Iterator[tuple[str, Node]]:
    """Every node with its position, depth first.

    A position is the path of indexes from the top of the plan, such as ``3`` or ``3/0``.
    """
    for index, node in enumerate(nodes):
        position = f"{parent}{index}"
        yield position, node
        yield from walk(node.steps, f"{position}/")
