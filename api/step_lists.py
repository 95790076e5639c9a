"""The steps of a process as its detail lists them: in the order of the plan, done or not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row

from ..db.open_steps import RETRYING
from ..domain.plan import Node, NodeKind
from ..domain.position import expand
from .process_models import ProcessStep, StepFailure

_WITHOUT_ROWS = frozenset({NodeKind.GROUP, NodeKind.FOCUS})
"""Nodes that only hold others."""

_WAITING = frozenset({NodeKind.INPUT, NodeKind.CALLBACK})
"""Nodes that wait for an answer; reminders and due dates are theirs."""


def steps_of(
    plan: Iterable[dict[str, Any]], rows: Sequence[Row[Any]], retried: Sequence[Row[Any]], *, open_: bool
) -> list[ProcessStep]:
    """Every step of a process.

    Args:
        plan: the plan that is stored with the process.
        rows: the rows of its steps, oldest first.
        retried: the failed attempts of steps that are being retried.
        open_: whether the process is still open.
    """
    nodes = tuple(Node.from_json(document) for document in plan)
    return list(_steps(nodes, rows, {row.position: row for row in retried}, open_=open_))


def _steps(
    plan: tuple[Node, ...], rows: Sequence[Row[Any]], retried: dict[str, Row[Any]], *, open_: bool
) -> Iterator[ProcessStep]:
    recorded: dict[str, list[Row[Any]]] = defaultdict(list)
    items: dict[str, list[str]] = {}
    repeated: dict[str, int] = {}
    for row in rows:
        recorded[row.position].append(row)
        repeated[row.position] = row.generation
        if isinstance(row.result, dict) and "items" in row.result:
            items[row.position] = [key for key, _ in row.result["items"]]
    untaken = tuple(
        f"{row.position}/"
        for row in rows
        if isinstance(row.result, dict) and row.result.get("taken") is False
    )
    for position, node in expand(plan, items, repeated):
        there = recorded.pop(position, [])
        yield from (_recorded(row) for row in there)
        if position in retried:
            yield _retried(node, retried[position])
        elif not there and node.kind not in _WITHOUT_ROWS:
            skipped = position.startswith(untaken)
            yield ProcessStep(
                position=position,
                generation=1,
                key=node.key,
                title=node.title,
                kind=node.kind,
                status="skipped" if skipped else "pending" if open_ else "unreached",
                assignee=node.assignee,
            )
    # What the plan does not name: steps that take others back.
    for left in recorded.values():
        yield from (_recorded(row) for row in left)


def _recorded(row: Row[Any]) -> ProcessStep:
    waited = row.result if row.kind in _WAITING and isinstance(row.result, dict) else {}
    return ProcessStep.model_validate(
        {**row._asdict(), "due": waited.get("due"), "flags": waited.get("flags", {})}
    )


def _retried(node: Node, attempt: Row[Any]) -> ProcessStep:
    return ProcessStep(
        position=attempt.position,
        generation=attempt.generation,
        key=node.key,
        title=node.title,
        kind=node.kind,
        status=RETRYING,
        assignee=None,
        attempt=attempt.attempt,
        error=StepFailure.model_validate(attempt.error),
        next_at=attempt.next_at,
    )
