"""One decision for every process that is parked at the same step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from ..db.engine import Database
from ..db.step_queries import parked_at
from ..domain.errors import PerdureError

Decide = Callable[[Database, UUID], None]


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision for many.

    Args:
        processes: those it was taken for (or would be).
        refused: why not, by process, where somebody was faster.
    """

    processes: list[UUID]
    refused: dict[UUID, str] = field(default_factory=dict)


def decide_all(database: Database, key: str, decide: Decide | None) -> Decided:
    """Take a decision for every process that is parked at a step.

    Args:
        database: where the processes are.
        key: the step's durable key.
        decide: `decisions.retry`, `skip` or `abort` with actor and reason filled in; None to count only.
    """
    with database.reading() as connection:
        parked = parked_at(connection, key)
    if decide is None:
        return Decided(parked)
    decided, refused = [], {}
    for process_id in parked:
        try:
            decide(database, process_id)
            decided.append(process_id)
        except PerdureError as error:
            refused[process_id] = str(error)
    return Decided(decided, refused)
