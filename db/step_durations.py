"""How long steps have taken, from their rows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select

from ..domain.plan import NodeKind
from ..domain.process import StepStatus
from .tables import process, process_step

_TIMED = (NodeKind.STEP, NodeKind.CHECK, NodeKind.INPUT, NodeKind.CALLBACK, NodeKind.SLEEP)
"""What takes time; other nodes are only looked at."""


def step_durations(connection: Connection, workflow: str, within: timedelta) -> Sequence[Row[Any]]:
    """Per step of a workflow: ``kind, key, title, count, median, p95``, in seconds, in the order of first use.

    A step counts from the beginning of the attempt that succeeded, one that waits from when it began to wait.

    Args:
        connection: where to read.
        workflow: its key.
        within: only of processes that were accepted so long ago at most.
    """
    step = process_step.c
    seconds = func.extract("epoch", step.finished_at - func.coalesce(step.started_at, step.recorded_at))
    return connection.execute(
        select(
            step.kind,
            step.key,
            step.title,
            func.count().label("count"),
            func.percentile_cont(0.5).within_group(seconds).label("median"),
            func.percentile_cont(0.95).within_group(seconds).label("p95"),
        )
        .join(process, process.c.process_id == step.process_id)
        .where(
            process.c.workflow == workflow,
            process.c.accepted_at > func.now() - within,
            step.status == StepStatus.COMPLETED.value,
            step.kind.in_([kind.value for kind in _TIMED]),
        )
        .group_by(step.kind, step.key, step.title)
        .order_by(func.min(step.sequence))
    ).all()
