"""Saved views: filters of a list that somebody gave a name, for themselves."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import Connection, Row, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from ..domain.errors import ConflictError, NotFoundError
from .engine import Database
from .tables import saved_view

MOST: Final = 50
"""So many views of a list somebody may have: more than anybody finds their way in."""


def read_views(connection: Connection, *, actor: str, of: str) -> Sequence[Row[Any]]:
    """The views of a list that an actor has saved, by name."""
    return connection.execute(
        select(saved_view)
        .where(saved_view.c.actor == actor, saved_view.c.list == of)
        .order_by(func.lower(saved_view.c.name), saved_view.c.view_id)
    ).all()


def save_view(database: Database, *, actor: str, of: str, name: str, query: str) -> Row[Any]:
    """Save a view.

    Args:
        database: where.
        actor: whose it is.
        of: which list it shows.
        name: what it is called.
        query: the filters, as they stand in an address.

    Raises:
        ConflictError: this actor has a view of this name, or too many.
    """
    statement = (
        insert(saved_view)
        .values(view_id=uuid4(), actor=actor, list=of, name=name, query=query)
        .on_conflict_do_nothing(constraint="uq_saved_view_actor_list_name")
        .returning(saved_view)
    )
    with database.transaction() as connection:
        if len(read_views(connection, actor=actor, of=of)) >= MOST:
            raise ConflictError(f"{actor} has {MOST} views of {of} already; delete one of them first.")
        saved = connection.execute(statement).one_or_none()
    if saved is None:
        raise ConflictError(
            f"{actor} has a view {name!r} of {of} already; delete it, or choose another name."
        )
    return saved


def remove_view(database: Database, view_id: UUID, *, actor: str) -> Row[Any]:
    """Throw a view away; gives what it was.

    Raises:
        NotFoundError: this actor has none of this id.
    """
    statement = delete(saved_view).where(saved_view.c.view_id == view_id, saved_view.c.actor == actor)
    with database.transaction() as connection:
        removed = connection.execute(statement.returning(saved_view)).one_or_none()
    if removed is None:
        raise NotFoundError(f"{actor} has no view {view_id} (any more).")
    return removed
