"""Customers and operators: they start what is next, and take up what waits for an answer, a call or a decision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any, Final
from uuid import UUID

from posts import Posts, Spot
from sqlalchemy import Row, text

from perdure.db.engine import Database
from perdure.domain.definitions import Target, WorkflowDefinition

_HANDS: Final = 6
"""So many things are done at once."""

_TRIES: Final = 5
"""After so many generations of one step an operator has had enough and aborts."""

_WAITING = text(
    """
    SELECT p.process_id, p.idempotency_key, s.position, s.generation, s.status, s.kind, s.key, e.route
    FROM process p JOIN process_step s USING (process_id)
    LEFT JOIN chaos.effect e
      ON e.process_id = s.process_id AND e.position = format('%s/again:%s/0', s.position, s.generation)
    WHERE p.finished_at IS NULL
      AND ((p.abort IS NULL AND s.status = 'waiting' AND s.kind = 'input')
        OR (p.abort IS NULL AND s.status = 'waiting' AND s.kind = 'callback' AND e.route IS NOT NULL)
        OR (s.status = 'failed' AND s.decision IS NULL AND (p.abort IS NULL OR s.position LIKE 'undo:%')))
    ORDER BY s.sequence
    """
)


class Customers:
    """Everybody who uses the API.

    Args:
        posts: what they post with.
        database: where they look what waits for them.
        flows: what they start, in turn.
        subscriptions: what they modify.
        seed: what they decide follows from it.
    """

    def __init__(
        self,
        posts: Posts,
        database: Database,
        *,
        flows: Sequence[WorkflowDefinition],
        subscriptions: Sequence[str],
        seed: str,
    ) -> None:
        self._posts = posts
        self._database = database
        self._flows = flows
        self._subscriptions = subscriptions
        self._seed = seed
        self._hands = ThreadPoolExecutor(_HANDS, "customers")
        self._busy: set[object] = set()
        self._started = 0

    def look(self) -> None:
        """Take up what waits for somebody, as far as hands are free."""
        with self._database.reading() as connection:
            waiting = connection.execute(_WAITING).all()
        for row in waiting:
            spot = Spot(row.process_id, row.position, row.generation)
            self._take(spot, lambda row=row, spot=spot: self._handle(row, spot))  # type: ignore[misc]

    def start(self) -> None:
        """Start the next flow, if a hand is free."""
        number = self._started
        if self._take(number, lambda: self._start(number)):
            self._started += 1

    def abort(self, process_id: UUID, *, undo: bool) -> None:
        """End a process, with or without taking back what it did."""
        self._posts.decide("abort", Spot(process_id), undo=undo)

    @property
    def idle(self) -> bool:
        """Whether nobody is posting anything."""
        return not self._busy

    def open_processes(self) -> list[UUID]:
        """Processes that have not ended, the oldest first."""
        with self._database.reading() as connection:
            query = text("SELECT process_id FROM process WHERE finished_at IS NULL ORDER BY accepted_at")
            return list(connection.scalars(query))

    def close(self) -> None:
        """Go home."""
        self._hands.shutdown()

    def _take(self, what: object, job: Callable[[], None]) -> bool:
        """Give a job to a free hand; False when there is none, or it has been taken."""
        if what in self._busy or len(self._busy) >= _HANDS:
            return False
        self._busy.add(what)

        def work() -> None:
            try:
                job()
            finally:
                self._busy.discard(what)

        self._hands.submit(work)
        return True

    def _start(self, number: int) -> None:
        flow = self._flows[number % len(self._flows)]
        random = Random(f"{self._seed}/{number}")  # noqa: S311 — a seeded test
        first: dict[Target, list[dict[str, Any]]] = {
            Target.CREATE: [{}],
            Target.MODIFY: [{"subscription_id": random.choice(self._subscriptions)}],
        }
        pages = [*first.get(flow.target, []), {"flips": random.randrange(256)}]
        self._posts.start(flow.name, pages, f"start-{number}")

    def _handle(self, row: Row[Any], spot: Spot) -> None:
        if row.status == "failed":
            self._decide(row, spot)
        elif row.kind == "callback":
            self._posts.call(spot, row.route)
        else:
            self._posts.answer(spot)

    def _decide(self, row: Row[Any], spot: Spot) -> None:
        """Mostly try again; what the rest of a flow depends on, and what takes back, always."""
        seed = f"{self._seed}/{row.idempotency_key}/{row.position}/{row.generation}"
        choice = Random(seed).random()  # noqa: S311 — a seeded test
        needed = row.position.startswith("undo:") or row.key == "chaos.construct"
        if not needed and (choice > 0.9 or row.generation >= _TRIES):
            self.abort(row.process_id, undo=choice > 0.95)
        elif not needed and choice > 0.8:
            self._posts.decide("skip", spot, position=row.position)
        else:
            self._posts.decide("retry", spot, position=row.position)
