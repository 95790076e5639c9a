"""Two clients of the API, who post everything at the same moment, and what they were answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from threading import Lock, Thread
from typing import Any, Final
from uuid import UUID, uuid4

import httpx2

_PATIENCE: Final = 60.0
"""So many seconds a client repeats a post that got no answer, or 503."""


@dataclass(frozen=True)
class Spot:
    """What a post is about: a process, and a generation of one of its steps."""

    process_id: UUID | None = None
    position: str | None = None
    generation: int | None = None

    @property
    def path(self) -> str:
        """The address of the process."""
        return f"/api/processes/{self.process_id}"


@dataclass(frozen=True)
class Posted:
    """What was posted, and what the API answered; a row of `evidence.post`.

    Args:
        kind: start, answer, call, retry, skip or abort.
        nonce: what is in this post alone; of a start its idempotency key.
        actor: who posted.
        status: of the answer.
        spot: what it was about.
        holder: the process because of which a start was refused.
    """

    kind: str
    nonce: str
    actor: str
    status: int
    spot: Spot
    holder: UUID | None = None


class Posts:
    """What the two clients have posted.

    Args:
        address: of the API.
    """

    def __init__(self, address: str) -> None:
        self._clients = [httpx2.Client(base_url=address, trust_env=False, timeout=15) for _ in "ab"]
        self._lock = Lock()
        self._posted: list[Posted] = []
        self.doubled = 0
        self.surprises: list[str] = []

    def start(self, workflow: str, pages: list[dict[str, Any]], key: str) -> None:
        """Start a process, twice under one key."""

        def post(client: httpx2.Client) -> Posted:
            headers = {"Idempotency-Key": key, "X-Perdure-Actor": "alice"}
            found = _sent(client, "POST", f"/api/processes/{workflow}", pages, headers)
            body = found.json()
            spot = Spot(UUID(body["id"]) if "id" in body else None)
            holder = UUID(body["process_id"]) if "process_id" in body else None
            return Posted("start", key, "alice", found.status_code, spot, holder)

        self._twice(post)

    def answer(self, spot: Spot) -> None:
        """Answer a form, page by page; each of the two in another way."""

        def post(client: httpx2.Client) -> Posted:
            nonce, actor = uuid4().hex, self._name(client)
            url = str(httpx2.URL(f"{spot.path}/resume", params={"position": spot.position}))
            pages: list[dict[str, Any]] = [{"answer": nonce}]
            while (found := _sent(client, "PUT", url, pages, {"X-Perdure-Actor": actor})).status_code == 510:
                pages.append({"confirmed": True})
            return Posted("answer", nonce, actor, found.status_code, spot)

        self._twice(post)

    def call(self, spot: Spot, route: str) -> None:
        """Call the address that a callback step has handed out."""

        def post(client: httpx2.Client) -> Posted:
            nonce = uuid4().hex
            found = _sent(client, "POST", route, {"said": nonce}, {})
            return Posted("call", nonce, "the outside", found.status_code, spot)

        self._twice(post)

    def decide(self, kind: str, spot: Spot, **body: Any) -> None:
        """Retry, skip or abort, each of the two with a reason of their own."""

        def post(client: httpx2.Client) -> Posted:
            nonce, actor = uuid4().hex, self._name(client)
            sent = body | {"reason": nonce}
            found = _sent(client, "PUT", f"{spot.path}/{kind}", sent, {"X-Perdure-Actor": actor})
            return Posted(kind, nonce, actor, found.status_code, spot)

        self._twice(post)

    def rows(self) -> list[dict[str, Any]]:
        """All of it, as rows."""
        found = []
        for posted in self._posted:
            row = asdict(posted)
            found.append(row | row.pop("spot"))
        return found

    def close(self) -> None:
        """Hang up."""
        for client in self._clients:
            client.close()

    def _name(self, client: httpx2.Client) -> str:
        return "bob" if client is self._clients[0] else "carol"

    def _twice(self, post: Callable[[httpx2.Client], Posted]) -> None:
        threads = [Thread(target=self._keep, args=(post, client)) for client in self._clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._lock:
            self.doubled += 1

    def _keep(self, post: Callable[[httpx2.Client], Posted], client: httpx2.Client) -> None:
        try:
            posted = post(client)
        except Exception as error:  # noqa: BLE001 — told at the end
            self.surprises.append(repr(error))
            return
        self._posted.append(posted)
        if posted.status not in {201, 204, 409}:
            self.surprises.append(f"the API answered {posted}")


def _sent(
    client: httpx2.Client,
    method: str,
    path: str,
    body: Sequence[Any] | dict[str, Any],
    headers: dict[str, str],
) -> httpx2.Response:
    """Post, and again while nobody answers: what was answered is known, what was not is not."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            found = client.request(method, path, json=body, headers=headers)
            if found.status_code != 503 or time.monotonic() > deadline:
                return found
        except httpx2.TransportError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.2)
