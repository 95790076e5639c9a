"""Keyset paging: a list is read on from where the last page ended, however much was added meanwhile."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, Row, Select, tuple_

from ..domain.errors import BadRequestError


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
    place = tuple_(moment, key)
    if part.cursor is not None:
        after = _decode(part.cursor, key.type.python_type)
        query = query.where(place > after if part.ascending else place < after)
    order = (moment.asc(), key.asc()) if part.ascending else (moment.desc(), key.desc())
    # One row more than asked for says whether there is a next page.
    found = connection.execute(query.order_by(*order).limit(part.limit + 1)).all()
    items = found[: part.limit]
    if len(found) <= part.limit:
        return Rows(items, None)
    last = items[-1]
    return Rows(items, _encode(getattr(last, moment.name), getattr(last, key.name)))


def _encode(moment: datetime, key: UUID | str) -> str:
    return urlsafe_b64encode(f"{moment.isoformat()} {key}".encode()).decode().rstrip("=")


def _decode(cursor: str, key_type: type[UUID] | type[str] | type[int]) -> tuple[datetime, UUID | str | int]:
    try:
        moment, _, key = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().partition(" ")
        # In UTC: PostgreSQL does not know every offset that Python does.
        return datetime.fromisoformat(moment).astimezone(UTC), key_type(key)
    except (ValueError, OverflowError):
        raise BadRequestError(
            f"The cursor {cursor[:40]!r} is none of ours; use the `next` of the page before, or leave it out."
        ) from None
