"""Drift items as lists and details show them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, exists, func, or_, select

from ..domain.drift import DriftAnswer, DriftState
from ..domain.errors import NotFoundError
from ..domain.process import ProcessStatus
from .paging import Rows, Slice, read_slice
from .tables import drift_item, process, product, subscription


@dataclass(frozen=True, slots=True)
class DriftFilter:
    """Which drift items a list shows; None leaves a question open."""

    open: bool | None = None
    states: tuple[DriftState, ...] = ()
    system: str | None = None
    owner: str | None = None
    subscription_id: UUID | None = None


def list_drift(connection: Connection, wanted: DriftFilter, part: Slice) -> Rows:
    """One page of drift items, by the moment they were first seen.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    query = _items()
    if wanted.open is not None:
        query = query.where(drift_item.c.closed_at.is_(None) == wanted.open)
    if wanted.states:
        query = query.where(_is_in(wanted.states))
    if wanted.system is not None:
        query = query.where(drift_item.c.system == wanted.system)
    if wanted.owner is not None:
        query = query.where(drift_item.c.owner == wanted.owner)
    if wanted.subscription_id is not None:
        query = query.where(drift_item.c.subscription_id == wanted.subscription_id)
    return read_slice(connection, query, drift_item.c.first_seen, drift_item.c.drift_item_id, part)


def read_drift_item(connection: Connection, drift_item_id: UUID) -> Row[Any]:
    """One drift item.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(_items().where(drift_item.c.drift_item_id == drift_item_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no drift item {drift_item_id}.")
    return row


# Made once: SQLAlchemy takes longer to put a query together than PostgreSQL to answer it.
@cache
def _items() -> Select[Any]:
    return (
        select(
            *drift_item.c,
            _state().label("state"),
            subscription.c.description,
            subscription.c.version.label("current_version"),
            product.c.name.label("product_name"),
        )
        .join(subscription, subscription.c.subscription_id == drift_item.c.subscription_id)
        .join(product, product.c.product_id == subscription.c.product_id)
    )


def _is_in(states: Collection[DriftState]) -> ColumnElement[bool]:
    """Whether an item is in one of these states, said so that indexes can help: most items are closed."""
    alive = [state.value for state in states if state is not DriftState.CLOSED]
    wanted = [drift_item.c.closed_at.is_not(None)] if DriftState.CLOSED in states else []
    return or_(*wanted, and_(drift_item.c.closed_at.is_(None), _state().in_(alive)))


def _state() -> ColumnElement[str]:
    """Where an item is. It is being answered until a validation has looked after the process had ended."""
    answering = exists().where(
        process.c.process_id == drift_item.c.process_id,
        process.c.status != ProcessStatus.ABORTED.value,
        or_(process.c.finished_at.is_(None), process.c.finished_at >= drift_item.c.last_seen),
    )
    return case(
        (drift_item.c.closed_at.is_not(None), DriftState.CLOSED.value),
        (
            and_(drift_item.c.answer == DriftAnswer.RESTORE.value, answering),
            DriftState.RESTORING.value,
        ),
        (and_(drift_item.c.answer == DriftAnswer.ADOPT.value, answering), DriftState.ADOPTING.value),
        (drift_item.c.suppressed_until > func.now(), DriftState.SUPPRESSED.value),
        else_=DriftState.OPEN.value,
    )
