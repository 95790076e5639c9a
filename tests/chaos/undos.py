"""The invariant about what is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from evidence import audit, run
from sqlalchemy import Connection, Row, select

from perdure.db.tables import process, process_begun, process_step
from perdure.domain.plan import Node
from perdure.domain.position import find_node


def undone_in_reverse(connection: Connection) -> list[str]:
    """5. An undo takes back what was committed or interrupted, once, in reverse order, with the State of its commit."""
    found = []
    query = select(process).where(
        process.c.abort["undo"].as_boolean(),
        process.c.finished_at.is_not(None),
        # Terminate runs no code, so it takes nothing back.
        process.c.process_id.not_in(select(run.c.process_id).where(run.c.terminated)),
    )
    for aborted in connection.execute(query).all():
        plan = [Node.from_json(node) for node in aborted.plan]
        found += _undo_violations(connection, aborted.process_id, plan)
    return found


def _undo_violations(connection: Connection, process_id: UUID, plan: Sequence[Node]) -> list[str]:
    rows = connection.execute(
        select(process_step).where(process_step.c.process_id == process_id).order_by(process_step.c.sequence)
    ).all()
    bodies = connection.execute(
        select(audit).where(audit.c.process_id == process_id).order_by(audit.c.audit_id)
    ).all()
    done = [row for row in rows if not row.position.startswith("undo:")]
    takes_back = [row.position for row in done if row.status == "completed" and _can_be_undone(row.key)]
    undone = [
        row.position.removeprefix("undo:")
        for row in rows
        if row.position.startswith("undo:") and (row.status == "completed" or row.decision)
    ]
    undone = list(dict.fromkeys(undone))
    found = []
    if (in_order := [position for position in undone if position in takes_back]) != takes_back[::-1]:
        found.append(f"process {process_id} committed {takes_back} and took back {in_order}")
    acted = {row.position for row in bodies if not row.position.startswith("undo:")}
    found += [
        f"process {process_id} did not take back {position}, which had acted"
        for position in sorted(acted - set(undone) - set(takes_back))
        if _can_be_undone(find_node(plan, position).key)
    ]
    begun = set(
        connection.scalars(select(process_begun.c.position).where(process_begun.c.process_id == process_id))
    )
    found += [
        f"process {process_id} took back {position}, of which nothing had begun"
        for position in undone
        if position not in begun | {row.position for row in done}
    ]
    for body in bodies:
        if body.position.startswith("undo:"):
            found += _wrong_state(done, body)
    return found


def _can_be_undone(key: str) -> bool:
    """Whether a step of the population has an undo, by its name."""
    return key.removeprefix("chaos.").partition("_")[0] in {"undoable", "slow", "fatal", "change"}


def _wrong_state(done: list[Row[Any]], body: Row[Any]) -> list[str]:
    """Whether an undo was given what its own step had left, and nothing that came later."""
    position = body.position.removeprefix("undo:")
    own = [row for row in done if row.position == position]
    if not own:
        return []
    sequence = max(row.sequence for row in own)
    left = {key: value for row in own for key, value in row.delta.get("changed", {}).items()}
    before = {key for row in done if row.sequence <= sequence for key in row.delta.get("changed", {})}
    later = {
        key
        for row in done
        if row.sequence > sequence
        for key in row.delta.get("changed", {})
        if key.startswith("step_") and key not in before
    }
    found = [
        f"the undo of {position} of process {body.process_id} did not see {key!r}, which its step had left"
        for key, value in left.items()
        if body.state.get(key) != value
    ]
    return found + [
        f"the undo of {position} of process {body.process_id} saw {key!r}, which came later"
        for key in later & body.state.keys()
    ]
