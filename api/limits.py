"""The limit on the size of a request's body."""

import re
from collections.abc import Mapping

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Refuses larger bodies: at once when their length is declared, else as soon as too much has arrived.

    Starlette's own ``max_body_size`` answers in plain text where we answer with problem documents.

    Args:
        app: what stands behind it; turns `HTTPException` into an answer.
        max_bytes: the largest body.
        larger: of the paths that match a pattern and take larger ones, the largest.
    """

    def __init__(
        self, app: ASGIApp, max_bytes: int, larger: Mapping[re.Pattern[str], int] | None = None
    ) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a body that stops at the limit."""
        if scope["type"] == "http":
            declared = Headers(scope=scope).get("content-length", "")
            receive = _counted(receive, declared, self._limit(scope["path"]))
        await self.app(scope, receive, send)

    def _limit(self, path: str) -> int:
        matching = (limit for pattern, limit in self.larger.items() if pattern.fullmatch(path))
        return next(matching, self.max_bytes)


def _counted(receive: Receive, declared: str, limit: int) -> Receive:
    arrived = 0

    async def counted() -> Message:
        nonlocal arrived
        if declared.isdecimal() and int(declared) > limit:
            raise _refusal(limit)
        message = await receive()
        arrived += len(message.get("body", b""))
        if arrived > limit:
            raise _refusal(limit)
        return message

    return counted


def _refusal(limit: int) -> HTTPException:
    return HTTPException(413, f"The body is over the limit of {limit:,} bytes; send less.")
