"""What open processes still have to do."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, func, select

from ..domain.process import StepStatus
from .tables import process, process_step


def open_plans(connection: Connection, *, after: UUID | None, limit: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """Open processes by id, a page at a time: ``process_id, workflow, run_id, plan``, and the keys ``completed``.

    Args:
        connection: where to look.
        after: the last id of the page before.
        limit: the page's length.
    """
    completed = (
        select(func.coalesce(func.array_agg(process_step.c.key.distinct()), []))
        .where(
            process_step.c.process_id == process.c.process_id,
            process_step.c.status == StepStatus.COMPLETED.value,
        )
        .scalar_subquery()
    )
    query = select(
        process.c.process_id,
        process.c.workflow,
        process.c.run_id,
        process.c.plan,
        completed.label("completed"),
    ).where(process.c.finished_at.is_(None))
    if after is not None:
        query = query.where(process.c.process_id > after)
    return connection.execute(query.order_by(process.c.process_id).limit(limit)).all()
