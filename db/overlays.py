"""State in the database: the whole of it in the main branch, and what differs in the branches of fan-outs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    Row,
    ScalarSelect,
    Text,
    Update,
    bindparam,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from ..domain.position import MAIN, branches_of, item_position
from ..domain.state import Delta
from .tables import process, process_state


def overlays_of(position: str) -> ScalarSelect[Any]:
    """A sub-query, beside `process`: what the branches that a position passes hold, by branch."""
    return (
        select(
            func.jsonb_object_agg(
                process_state.c.branch, func.jsonb_build_array(process_state.c.state, process_state.c.removed)
            )
        )
        .where(
            process_state.c.process_id == process.c.process_id,
            process_state.c.branch.in_(branches_of(position)),
        )
        .correlate(process)
        .scalar_subquery()
    )


def overlays_from(aggregated: Mapping[str, Sequence[Any]]) -> dict[str, Delta]:
    """What `overlays_of` selected."""
    return {branch: Delta(changed, tuple(removed)) for branch, (changed, removed) in aggregated.items()}


def load_overlays(connection: Connection, process_id: UUID, position: str) -> dict[str, Delta]:
    """What the branches that a position passes hold, by branch."""
    found = connection.execute(
        select(overlays_of(position)).where(process.c.process_id == process_id)
    ).scalar_one()
    return overlays_from(found)


def branch_overlays(connection: Connection, process_id: UUID, branches: Iterable[str]) -> dict[str, Delta]:
    """What these branches hold."""
    rows = connection.execute(
        select(process_state.c.branch, process_state.c.state, process_state.c.removed).where(
            process_state.c.process_id == process_id, process_state.c.branch.in_(list(branches))
        )
    )
    return {row.branch: Delta(row.state, tuple(row.removed)) for row in rows}


def insert_branches(
    connection: Connection, process_id: UUID, overlays: Mapping[str, Mapping[str, Any]]
) -> None:
    """Give the branches of a fan-out their rows, with what each begins with beyond the State at the fan-out."""
    rows = [
        {"process_id": process_id, "branch": branch, "state": dict(begun)}
        for branch, begun in overlays.items()
    ]
    if rows:
        connection.execute(insert(process_state), rows)


def delete_branches(connection: Connection, process_id: UUID, branches: Iterable[str]) -> None:
    """Forget what branches held, once it has been joined; the rows of their steps say it still."""
    connection.execute(
        delete(process_state).where(
            process_state.c.process_id == process_id, process_state.c.branch.in_(list(branches))
        )
    )


def merging(position: str, delta: Delta) -> Update:
    """A statement that applies a delta to the State of a position's branch; the caller names the process."""
    branch = branches_of(position)[-1]
    state = process_state.c.state.op("||")(bindparam("changed", delta.changed, type_=JSONB))
    values: dict[str, Any] = {"state": _without(state, "removed_keys", delta.removed)}
    if branch != MAIN:
        kept = _without(process_state.c.removed, "changed_keys", tuple(delta.changed))
        values["removed"] = kept.op("||")(bindparam("newly_removed", list(delta.removed), type_=JSONB))
    return update(process_state).where(process_state.c.branch == branch).values(values)


def merge_state(connection: Connection, process_id: UUID, position: str, delta: Delta) -> None:
    """Apply a delta to the State of a position's branch."""
    connection.execute(merging(position, delta).where(process_state.c.process_id == process_id))


def fold(initial: Mapping[str, Any], rows: Iterable[Row[Any]]) -> dict[str, Delta]:
    """What the branches held after these rows of steps, recomputed from them alone.

    Args:
        initial: State at the start.
        rows: rows of ``process_step``, in the order of their sequence.
    """
    overlays = {MAIN: Delta(dict(initial))}
    for row in rows:
        for key, item in (row.result or {}).get("items") or []:
            overlays[item_position(row.position, key)] = Delta(item)
        branch = branches_of(row.position)[-1]
        before = overlays.get(branch, Delta({}))
        after = Delta.from_json(row.delta)
        removed = {*before.removed, *after.removed} - after.changed.keys() if branch != MAIN else set[str]()
        overlays[branch] = Delta(
            {
                key: value
                for key, value in {**before.changed, **after.changed}.items()
                if key not in after.removed
            },
            tuple(sorted(removed)),
        )
    return overlays


def _without(expression: Any, name: str, keys: Sequence[str]) -> Any:
    if not keys:
        return expression
    return expression.op("-")(cast(bindparam(name, list(keys)), ARRAY(Text)))
