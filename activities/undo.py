"""Taking back what a process has done: which steps, in which order."""

from __future__ import annotations

from uuid import UUID

from ..db.begun import begun_steps
from ..db.engine import Database
from ..db.processes import lock_process
from ..db.step_queries import all_steps
from ..domain.catalogue import catalogue
from ..domain.plan import NodeKind
from ..domain.position import UNDO_PREFIX
from ..domain.process import StepStatus, UndoStep


def undo_steps(database: Database, process_id: UUID) -> list[UndoStep]:
    """The undos of an aborted process, in reverse order of commit; none unless the abort was decided to undo.

    What was done is read from the rows: what workflow memory has not heard of, or lost in a reset, counts too. A step
    that was interrupted or has failed may have done half of its work, so it is taken back like one that was completed,
    and first. One that no worker has begun is not.
    """
    with database.transaction() as connection:
        parent = lock_process(connection, process_id)
        rows = all_steps(connection, process_id)
        begun = begun_steps(connection, process_id)
    if parent.finished_at is not None or not (parent.abort and parent.abort.get("undo")):
        return []
    last = {
        row.position: row
        for row in rows
        if row.kind == NodeKind.STEP and not row.position.startswith(UNDO_PREFIX)
    }
    completed = {position for position, row in last.items() if row.status == StepStatus.COMPLETED}
    in_order = sorted(last.values(), key=lambda row: row.sequence, reverse=True)
    keys = {position: key for position, key in begun.items() if position not in completed}
    keys |= {row.position: row.key for row in in_order}
    undone = []
    for position, key in keys.items():
        step = catalogue.steps.get(key)
        if step is not None and step.undo is not None:
            undone.append(UndoStep(position, step.undo.key or "", step.undo.title))
    return undone
