"""TCP ports on the loopback address."""

import random
import socket

LOOPBACK = "127.0.0.1"
# Below 32768, where Linux starts to number outgoing connections: none of those can take a port just chosen.
RANGE = range(20000, 32768)


def free_port(preferred: int | None = None) -> int:
    """Return a port nobody listens on: the preferred one if possible."""
    if preferred is not None and is_free(preferred):
        return preferred
    while not is_free(port := random.choice(RANGE)):  # noqa: S311 — no secret: spreads concurrent runs apart
        pass
    return port


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are still being wound up may be listened on.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True
