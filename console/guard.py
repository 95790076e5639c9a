"""What keeps other sites out of the console: a strict policy for its pages, and an origin check for what is posted."""

from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .error_pages import error_page

HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
"""Sent with every page: no code in a page, none from elsewhere, and no other site may put it into a frame."""

_READING: Final = frozenset({"GET", "HEAD"})


class Guard:
    """Stands in front of every page.

    Args:
        app: the pages.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what another site's page makes a browser post; else pass it on and add the headers."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        app = self.app
        if scope["method"] not in _READING and not comes_from_here(Headers(scope=scope)):
            app = error_page(Request(scope), _foreign())
        await app(scope, receive, sending)


def comes_from_here(headers: Headers) -> bool:
    """Whether a browser says that a page of this very site sends the request; without a word of it: no."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    # Browsers tell the former only where the connection is safe, which includes this machine.
    origin = headers.get("origin")
    return bool(origin) and urlsplit(origin).netloc == headers.get("host")


def _foreign() -> HTTPException:
    return HTTPException(
        403,
        "This was not sent by a page of this console, so nothing was done. Programs use the API, which takes JSON.",
    )
