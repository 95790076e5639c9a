"""The limit on the size of a request's body."""

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class BodyLimit:
    """Refuses larger bodies: at once when their length is declared, else as soon as too much has arrived.

    Starlette's own ``max_body_size`` answers in plain text where we answer with problem documents.

    Args:
        app: what stands behind it; turns `HTTPException` into an answer.
        max_bytes: the largest body.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self.app = app
        self.max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a body that stops at the limit."""
        if scope["type"] == "http":
            receive = self._counted(Headers(scope=scope).get("content-length", ""), receive)
        await self.app(scope, receive, send)

    def _counted(self, declared: str, receive: Receive) -> Receive:
        arrived = 0

        async def counted() -> Message:
            nonlocal arrived
            if declared.isdecimal() and int(declared) > self.max_bytes:
                raise self._refusal()
            message = await receive()
            arrived += len(message.get("body", b""))
            if arrived > self.max_bytes:
                raise self._refusal()
            return message

        return counted

    def _refusal(self) -> HTTPException:
        return HTTPException(413, f"The body is over the limit of {self.max_bytes:,} bytes; send less.")
