"""Keyset paging: a list is read on from where the last page ended, however much was added meanwhile."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias, TypeVar
from uuid import UUID

from sqlalchemy import Column, ColumnElement, Connection, Row, Select, tuple_

from ..domain.errors import BadRequestError

T = TypeVar("T")

Value: TypeAlias = datetime | UUID | str | int
"""What a list may be sorted by."""

LARGEST = 2**63 - 1
"""PostgreSQL has no larger whole number."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list to read.

    Args:
        limit: how many rows at most.
        cursor: the `next` of the page before; None for the first page.
        ascending: oldest first.
    """

    limit: int = 50
    cursor: str | None = None
    ascending: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list: its rows, and the cursor of the next page if there is one."""

    items: Sequence[Row[Any]]
    next: str | None


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by.

    Args:
        columns: of UUIDs, moments, text or whole numbers, the last one unique.
        ascending: the smallest first.
        joined: the first column is of another table than the others; PostgreSQL then finds its index only when it
            is also compared by itself.
    """

    columns: tuple[ColumnElement[Any], ...]
    ascending: bool = False
    joined: bool = False


def read_slice(
    connection: Connection,
    query: Select[Any],
    moment: Column[datetime],
    key: Column[UUID] | Column[str] | Column[int],
    part: Slice,
) -> Rows:
    """Read one page of a query that is sorted by a moment and, where two are equal, by a key.

    Args:
        connection: where to read.
        query: selects both columns, among others, and has no order of its own.
        moment: the column to sort by; it never changes.
        key: a unique column, of UUIDs, text or numbers.
        part: which page.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    return read_ordered(connection, query, Order((moment, key), part.ascending), part)


def read_ordered(connection: Connection, query: Select[Any], order: Order, part: Slice) -> Rows:
    """Read one page of a query that is sorted like this.

    Args:
        connection: where to read.
        query: has no order of its own.
        order: what to sort by; what is sorted by something that changes may come twice, or not, while it is read.
        part: which page; which way it goes is the order's.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    if part.cursor is not None:
        after = tuple(from_cursor(part.cursor, lambda place: _values(place, order)))
        place, first = tuple_(*order.columns), order.columns[0]
        query = query.where(place > after if order.ascending else place < after)
        if order.joined:
            query = query.where(first >= after[0] if order.ascending else first <= after[0])
    sorting = (column.asc() if order.ascending else column.desc() for column in order.columns)
    query = query.add_columns(
        *(column.label(f"place_{number}") for number, column in enumerate(order.columns))
    )
    # One row more than asked for says whether there is a next page.
    found = connection.execute(query.order_by(*sorting).limit(part.limit + 1)).all()
    items = found[: part.limit]
    return Rows(items, cursor_after(items[-1], order) if len(found) > part.limit else None)


def cursor_after(row: Row[Any], order: Order) -> str:
    """The cursor of what comes after a row that `read_ordered` gave."""
    place = [getattr(row, f"place_{number}") for number in range(len(order.columns))]
    return as_cursor(json.dumps(place, default=_plain, ensure_ascii=False, separators=(",", ":")))


def as_cursor(place: str) -> str:
    """A place in a list as it stands in an address."""
    return urlsafe_b64encode(place.encode()).decode().rstrip("=")


def from_cursor(cursor: str, read: Callable[[str], T]) -> T:
    """What a cursor stands for.

    Args:
        cursor: as `as_cursor` gave it, or as somebody made it up.
        read: makes sense of the place; what it raises says that it cannot.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    try:
        return read(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise BadRequestError(
            f"The cursor {cursor[:40]!r} is none of ours; use the `next` of the page before, or leave it out."
        ) from None


def _plain(value: datetime | UUID) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _values(place: str, order: Order) -> list[Value]:
    types = [column.type.python_type for column in order.columns]
    return [_value(value, wanted) for value, wanted in zip(json.loads(place), types, strict=True)]


def _value(given: Any, wanted: type[Any]) -> Value:
    if wanted is int:
        if type(given) is not int or abs(given) > LARGEST:
            raise ValueError(given)
        return given
    if not isinstance(given, str) or "\x00" in given:
        raise ValueError(given)
    if wanted is datetime:
        # In UTC: PostgreSQL does not know every offset that Python does.
        return datetime.fromisoformat(given).astimezone(UTC)
    if wanted is UUID:
        return UUID(given)
    given.encode()  # half a surrogate pair is no text
    return given
