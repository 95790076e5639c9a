"""Processes as lists and details show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from ..domain.definitions import Target
from ..domain.errors import NotFoundError
from ..domain.position import MAIN
from .attempts import retried_steps
from .open_steps import with_open_step
from .paging import Order, Rows, Slice, cursor_after, read_ordered, read_slice
from .tables import process, process_secret, process_state, process_step, process_subscription, subscription

KINDS: dict[str, frozenset[Target]] = {
    "change": frozenset({Target.CREATE, Target.MODIFY, Target.TERMINATE, Target.RECONCILE}),
    "validation": frozenset({Target.VALIDATE}),
    "task": frozenset({Target.TASK}),
}
"""Which targets a list of each kind shows."""


@dataclass(frozen=True, slots=True)
class ProcessFilter:
    """Which processes a list shows; None leaves a question open."""

    kind: str | None = None
    statuses: Sequence[str] = ()
    workflow: str | None = None
    subscription_id: UUID | None = None
    reporter: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessDetail:
    """All that is known of one process.

    Args:
        process: its row, with `subscription_ids`.
        state: its current State.
        steps: the rows of its steps in the order they were recorded.
        retried: the failed attempts of steps that are being retried.
        subscriptions: what it works on: id, description, status.
        secrets: names, and when and by whom they were revealed; never values.
    """

    process: Row[Any]
    state: dict[str, Any]
    steps: Sequence[Row[*tuple[Any, ...]]]
    retried: Sequence[Row[*tuple[Any, ...]]]
    subscriptions: Sequence[Row[*tuple[Any, ...]]]
    secrets: Sequence[Row[*tuple[Any, ...]]]


_MOVED: Final = Order((process.c.updated_at, process.c.process_id))
_ENDED: Final = Order((process.c.finished_at, process.c.process_id))


def list_processes(
    connection: Connection, wanted: ProcessFilter, part: Slice, *, last_changed: bool = False
) -> Rows:
    """One page of processes, by the moment they were accepted.

    Args:
        connection: where to read.
        wanted: which ones.
        part: which page.
        last_changed: what moved or ended last comes first instead.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    if last_changed:
        return _by_last_change(connection, wanted, part)
    query = _filtered(_summaries(), wanted)
    return read_slice(connection, query, process.c.accepted_at, process.c.process_id, part)


def read_process_summary(connection: Connection, process_id: UUID) -> Row[Any]:
    """One process as lists show it.

    Raises:
        NotFoundError: there is none.
    """
    found = connection.execute(_summaries().where(process.c.process_id == process_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no process {process_id}.")
    return found


def read_process_summaries(connection: Connection, process_ids: Sequence[UUID]) -> Sequence[Row[Any]]:
    """These processes as lists show them, the oldest first; one that is not there is left out."""
    query = _summaries().where(process.c.process_id.in_(process_ids))
    return connection.execute(query.order_by(process.c.accepted_at, process.c.process_id)).all()


def read_process(connection: Connection, process_id: UUID) -> ProcessDetail:
    """One process with its steps.

    Raises:
        NotFoundError: there is none.
    """
    found = connection.execute(
        _summaries()
        .add_columns(process.c.plan, process.c.answers, process.c.run_id, process_state.c.state)
        .join(process_state, process_state.c.process_id == process.c.process_id)
        .where(process.c.process_id == process_id, process_state.c.branch == MAIN)
    ).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no process {process_id}.")
    steps = (
        select(process_step).where(process_step.c.process_id == process_id).order_by(process_step.c.sequence)
    )
    subscriptions = (
        select(subscription.c.subscription_id, subscription.c.description, subscription.c.status)
        .join(process_subscription, process_subscription.c.subscription_id == subscription.c.subscription_id)
        .where(process_subscription.c.process_id == process_id)
        .order_by(subscription.c.subscription_id)
    )
    secrets = (
        select(process_secret.c.name, process_secret.c.revealed_at, process_secret.c.revealed_by)
        .where(process_secret.c.process_id == process_id, ~process_secret.c.typed_in)
        .order_by(process_secret.c.name)
    )
    return ProcessDetail(
        found,
        found.state,
        connection.execute(steps).all(),
        retried_steps(connection, process_id),
        connection.execute(subscriptions).all(),
        connection.execute(secrets).all(),
    )


def _filtered(query: Select[Any], wanted: ProcessFilter) -> Select[Any]:
    if wanted.kind is not None:
        query = query.where(process.c.target.in_(sorted(KINDS[wanted.kind])))
    if wanted.statuses:
        query = query.where(process.c.status.in_(wanted.statuses))
    if wanted.workflow is not None:
        query = query.where(process.c.workflow == wanted.workflow)
    if wanted.reporter is not None:
        query = query.where(process.c.reporter == wanted.reporter)
    if wanted.subscription_id is not None:
        query = query.where(
            process.c.process_id.in_(
                select(process_subscription.c.process_id).where(
                    process_subscription.c.subscription_id == wanted.subscription_id
                )
            )
        )
    return query


def _by_last_change(connection: Connection, wanted: ProcessFilter, part: Slice) -> Rows:
    """The few that are open, sorted, and those that have ended, from their index, as one list."""
    query = _filtered(select(process.c.process_id), wanted)
    moved = read_ordered(connection, query.where(process.c.finished_at.is_(None)), _MOVED, part)
    ended = read_ordered(connection, query.where(process.c.finished_at.is_not(None)), _ENDED, part)
    both = sorted((*moved.items, *ended.items), key=lambda row: (row.place_0, row.place_1), reverse=True)
    places = both[: part.limit]
    more = len(both) > part.limit or moved.next or ended.next
    found = {
        row.process_id: row for row in read_process_summaries(connection, [row.place_1 for row in places])
    }
    items = [found[row.place_1] for row in places if row.place_1 in found]
    return Rows(items, cursor_after(places[-1], _MOVED) if more else None)


# Made once: SQLAlchemy takes longer to put a query together than PostgreSQL to answer it.
@cache
def _summaries() -> Select[Any]:
    works_on = (
        select(func.coalesce(func.array_agg(process_subscription.c.subscription_id), []))
        .where(process_subscription.c.process_id == process.c.process_id)
        .scalar_subquery()
    )
    summaries = select(
        process.c.process_id,
        process.c.workflow,
        process.c.title,
        process.c.target,
        process.c.status,
        process.c.reporter,
        process.c.note,
        process.c.position,
        process.c.step_title,
        process.c.assignee,
        process.c.failure,
        process.c.abort,
        process.c.accepted_at,
        process.c.started_at,
        process.c.updated_at,
        process.c.finished_at,
        process.c.unsignalled_since,
        process.c.held,
        works_on.label("subscription_ids"),
    )
    return with_open_step(summaries)
