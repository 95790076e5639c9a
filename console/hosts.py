"""Which names the site answers to.

A page elsewhere can have its own name lead to this machine (DNS rebinding); its requests would then come from "the
same site". What gives them away is the name that they ask for.
"""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from ..api.problems import problem
from .error_pages import error_page
from .guard import Guard

LOCALHOST: Final = "localhost"


class KnownHosts:
    """Refuses requests for other names than those of this site: its loopback names, and what it was told of.

    Args:
        app: the site.
        names: further names, without ports.
    """

    def __init__(self, app: ASGIApp, names: Iterable[str] = ()) -> None:
        self.app = app
        self.names = {name.lower() for name in names}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or say why not."""
        app = self.app
        if scope["type"] == "http" and not self.is_known(Headers(scope=scope).get("host", "")):
            app = _refusal(scope)
        await app(scope, receive, send)

    def is_known(self, host: str) -> bool:
        """Whether the value of a `Host` header names this site."""
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in self.names or is_loopback(name)


def is_loopback(name: str) -> bool:
    """Whether a name or an address leads to the machine that it is used on, wherever that is."""
    if name == LOCALHOST:
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


def _refusal(scope: Scope) -> ASGIApp:
    host = Headers(scope=scope).get("host", "")[:100]
    words = f"This is not the site {host!r}. Somebody who serves it under that name puts it into PERDURE_ALLOWED_HOSTS."
    if scope["path"].startswith("/api/"):
        return problem(421, "misdirected", words)
    # With the headers of every page.
    return Guard(error_page(Request(scope), HTTPException(421, words)))
