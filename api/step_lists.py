"""The steps of a process as its detail lists them: in the order of the plan, done or not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row

from ..domain.plan import Node, walk
from .process_models import ProcessStep


def steps_of(plan: Iterable[dict[str, Any]], rows: Sequence[Row[Any]], *, open_: bool) -> list[ProcessStep]:
    """Every step of a process.

    Args:
        plan: the plan that is stored with the process.
        rows: the rows of its steps, oldest first.
        open_: whether the process is still open.
    """
    return list(_steps(tuple(Node.from_json(document) for document in plan), rows, open_=open_))


def _steps(plan: tuple[Node, ...], rows: Sequence[Row[Any]], *, open_: bool) -> Iterator[ProcessStep]:
    recorded: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        recorded[row.position].append(row)
    untaken = tuple(
        f"{row.position}/"
        for row in rows
        if isinstance(row.result, dict) and row.result.get("taken") is False
    )
    for position, node in walk(plan):
        if position in recorded:
            yield from (ProcessStep.model_validate(row, from_attributes=True) for row in recorded[position])
        else:
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
