"""Taking back what a process has done: which steps, in which order."""

from __future__ import annotations

from uuid import UUID

from ..db.engine import Database
from ..db.processes import lock_process
from ..db.step_queries import all_steps
from ..domain.catalogue import catalogue
from ..domain.plan import Node, NodeKind
from ..domain.position import JOIN_SUFFIX, UNDO_PREFIX, find_node
from ..domain.process import Interrupted, StepStatus, UndoStep


def undo_steps(database: Database, interrupted: Interrupted) -> list[UndoStep]:
    """The undos of an aborted process, in reverse order of commit; none unless the abort was decided to undo.

    What was done is read from the rows: what workflow memory has not heard of counts too. A step that was interrupted
    or has failed may have done half of its work, so it is taken back like one that was completed, and first.
    """
    process_id = UUID(interrupted.process_id)
    with database.transaction() as connection:
        parent = lock_process(connection, process_id)
        rows = all_steps(connection, process_id)
    if parent.finished_at is not None or not (parent.abort and parent.abort.get("undo")):
        return []
    plan = [Node.from_json(item) for item in parent.plan]
    begun = [call.position for call in interrupted.calls if not call.position.endswith(JOIN_SUFFIX)]
    last = {
        row.position: row
        for row in rows
        if row.kind == NodeKind.STEP and not row.position.startswith(UNDO_PREFIX)
    }
    by_position = {row.position: row.key for row in last.values()}
    completed = {position for position, row in last.items() if row.status == StepStatus.COMPLETED}
    in_order = sorted(last.values(), key=lambda row: row.sequence, reverse=True)
    positions = [position for position in begun if position not in completed]
    positions += [row.position for row in in_order if row.position not in positions]
    keys = {position: by_position.get(position) or find_node(plan, position).key for position in positions}
    undone = []
    for position, key in keys.items():
        step = catalogue.steps.get(key)
        if step is not None and step.undo is not None:
            undone.append(UndoStep(position, step.undo.key or "", step.undo.title))
    return undone
