"""What waits for people: the input steps that nobody has answered yet."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from ..domain.plan import NodeKind
from ..domain.process import StepStatus
from .paging import Rows, Slice, read_slice
from .tables import process, process_step


def read_inbox(connection: Connection, assignees: Collection[str] | None, part: Slice) -> Rows:
    """One page of the steps that wait for one of these people or groups, by the moment they began to wait.

    Args:
        connection: where to read.
        assignees: for whom; None for everybody.
        part: which page.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    query = (
        select(
            process_step.c.process_id,
            process_step.c.position,
            process_step.c.title,
            process_step.c.assignee,
            process_step.c.result,
            process_step.c.recorded_at,
            process_step.c.sequence,
            process.c.title.label("process_title"),
            process.c.workflow,
            process.c.reporter,
            process.c.note,
        )
        .join(process, process.c.process_id == process_step.c.process_id)
        .where(
            process_step.c.status == StepStatus.WAITING.value,
            process_step.c.kind == NodeKind.INPUT.value,
            process.c.finished_at.is_(None),
            process.c.abort.is_(None),
        )
    )
    if assignees is not None:
        query = query.where(process_step.c.assignee.in_(sorted(assignees)))
    return read_slice(connection, query, process_step.c.recorded_at, process_step.c.sequence, part)
