"""The web server: the JSON API and the console."""

import uvicorn
from starlette.types import ASGIApp

from ..settings import Settings, SettingsError
from .app import create_site
from .hosts import KnownHosts, is_loopback

GRACE_SECONDS = 10
"""So long a stopping server lets requests finish: longer than any of them waits for another server."""


def serve(settings: Settings) -> None:
    """Serve API and console until SIGINT or SIGTERM.

    Raises:
        SettingsError: the address is open to other machines, or a setting is missing.
    """
    if not is_loopback(settings.api_host):
        raise SettingsError(
            "PERDURE_API_HOST: the API has no access control yet and listens on the loopback address only; "
            f"set 127.0.0.1 or ::1 (found {settings.api_host!r})."
        )
    uvicorn.run(
        guarded_site(settings),
        host=settings.api_host,
        port=settings.api_port,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )


def guarded_site(settings: Settings) -> ASGIApp:
    """The site as it is served: it answers only to the names that are its own."""
    return KnownHosts(create_site(settings), (settings.api_host, *settings.allowed_hosts))
