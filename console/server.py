"""The web server: the JSON API and the console."""

from ipaddress import ip_address

import uvicorn

from ..settings import Settings, SettingsError
from .app import create_site

GRACE_SECONDS = 10
"""So long a stopping server lets requests finish: longer than any of them waits for another server."""


def serve(settings: Settings) -> None:
    """Serve API and console until SIGINT or SIGTERM.

    Raises:
        SettingsError: the address is open to other machines, or a setting is missing.
    """
    if not _is_loopback(settings.api_host):
        raise SettingsError(
            "PERDURE_API_HOST: the API has no access control yet and listens on the loopback address only; "
            f"set 127.0.0.1 or ::1 (found {settings.api_host!r})."
        )
    uvicorn.run(
        create_site(settings),
        host=settings.api_host,
        port=settings.api_port,
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
