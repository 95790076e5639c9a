"""The feed of events: one query for all who listen, however many they are, and none when nobody does."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Row

from ..db.engine import Database
from ..db.event_views import Sight, look, read_events
from ..domain.errors import UnavailableError

PERIOD: Final = 0.5
"""Seconds between two looks: what a person takes for at once."""

PATIENCE: Final = 10.0
"""So many seconds a gap in the ids is waited for. Our own transactions are shorter; somebody else's, who happens to use
the same server, holds up nobody's page for longer."""

KEPT: Final = 1000
"""So many events are kept in memory; who is further behind reads them from the database, so many at a time."""

T = TypeVar("T")


class EventFeed:
    """Tells everybody who listens what happens.

    Args:
        database: where events are.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._news = asyncio.Condition()
        self._listeners = 0
        self._kept: deque[Row[Any]] = deque()
        self._kept_after = self._until = 0
        self._gap: tuple[Sight, float] | None = None

    async def now(self) -> int:
        """The id of the last event so far."""
        return (await self._ask(look)).last

    async def follow(self, after: int, process_id: UUID | None = None) -> AsyncGenerator[Row[Any], None]:
        """Every event after this id, for as long as somebody listens and PostgreSQL answers.

        Args:
            after: the last id that is known already.
            process_id: only events of this process.
        """
        with self._listening(), suppress(UnavailableError):
            while True:
                rows, after = await self._next(after, process_id)
                for row in rows:
                    yield row

    async def run(self, stopping: asyncio.Event) -> None:
        """Look again and again, while anybody listens, until told to stop."""
        while not stopping.is_set():
            if self._listeners:
                with suppress(UnavailableError):
                    await self._look()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), PERIOD)

    async def _next(self, after: int, process_id: UUID | None) -> tuple[Sequence[Row[Any]], int]:
        """The events that follow, once there are any of any process; and up to which id these are all."""
        async with self._news:
            while self._until <= after:
                await self._news.wait()
            until = self._until
            if after >= self._kept_after:
                kept = [row for row in self._kept if row.event_id > after]
                return [row for row in kept if process_id in {None, row.process_id}], until
        rows = await self._read(after, until, process_id)
        return rows, until if len(rows) < KEPT else rows[-1].event_id

    async def _look(self) -> None:
        sight = await self._ask(look)
        gap, since = self._gap or (sight, asyncio.get_running_loop().time())
        if sight.oldest < gap.next and asyncio.get_running_loop().time() < since + PATIENCE:
            self._gap = gap, since
            return
        self._gap = None
        if gap.last > self._until:
            await self._advance(gap.last)

    async def _advance(self, until: int) -> None:
        if until - self._until > KEPT:
            # Nobody has listened for a while; whoever needs what happened meanwhile reads it.
            rows, self._kept_after = list[Row[Any]](), until
            self._kept.clear()
        else:
            rows = list(await self._read(self._until, until))
        async with self._news:
            self._kept.extend(rows)
            while len(self._kept) > KEPT:
                self._kept_after = self._kept.popleft().event_id
            self._until = until
            self._news.notify_all()

    async def _read(self, after: int, until: int, process_id: UUID | None = None) -> Sequence[Row[Any]]:
        return await self._ask(
            lambda connection: read_events(
                connection, after=after, until=until, process_id=process_id, limit=KEPT
            )
        )

    async def _ask(self, question: Callable[[Connection], T]) -> T:
        def ask() -> T:
            with self._database.reading() as connection:
                return question(connection)

        return await asyncio.to_thread(ask)

    @contextmanager
    def _listening(self) -> Iterator[None]:
        self._listeners += 1
        try:
            yield
        finally:
            self._listeners -= 1
