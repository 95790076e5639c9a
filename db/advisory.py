"""Advisory locks of PostgreSQL: work that one process of many does at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select

from .engine import Database


@contextmanager
def only_one(database: Database, key: int) -> Iterator[bool]:
    """Whether this process may do the work that ``key`` stands for; for as long as the block runs, no other may."""
    with database.transaction() as connection:
        yield bool(connection.scalar(select(func.pg_try_advisory_xact_lock(key))))
