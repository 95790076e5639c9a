"""Parking a step: it has failed for good, and waits for an operator's decision."""

from __future__ import annotations

from sqlalchemy import Connection, func

from ..db.events import record_event
from ..db.places import Place
from ..db.steps import insert_open_step
from ..domain.plan import Node
from ..domain.process import Failure, StepStatus


def park_step(connection: Connection, place: Place, node: Node, failure: Failure, *, reporter: str) -> None:
    """Record a failure on a step's row, unless it has one, and as an event.

    Args:
        connection: the transaction; the process's row is locked already.
        place: which step.
        node: of the plan, or what takes a node back.
        failure: why.
        reporter: who started the process.
    """
    recorded = insert_open_step(
        connection,
        place,
        node,
        StepStatus.FAILED,
        failure=failure.message,
        attempt=failure.attempts,
        error=failure.to_json(),
        finished_at=func.clock_timestamp(),
    )
    if recorded:
        record_event(
            connection,
            "step.failed",
            reporter,
            process_id=place.process_id,
            reason=failure.message,
            data={"position": place.position, "title": node.title, "class": failure.type},
        )
