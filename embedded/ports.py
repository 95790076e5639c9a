"""TCP ports on the loopback address."""

import os
import random
import socket
import tempfile
from pathlib import Path

from .lock import acquire

LOOPBACK = "127.0.0.1"
# Below 32768, where Linux starts to number outgoing connections: none of those can take a port just chosen.
RANGE = range(20000, 32768)


# What this process has chosen, and the lock that keeps others from choosing it until a server listens: two runs that
# start at once both find the usual port free.
_chosen: dict[int, int] = {}


def free_port(preferred: int | None = None) -> int:
    """Return a port nobody listens on, nor will: the preferred one if possible."""
    if preferred is not None and is_free(preferred) and (preferred in _chosen or _choose(preferred)):
        return preferred
    while True:
        port = random.choice(RANGE)  # noqa: S311 — no secret: spreads concurrent runs apart
        if is_free(port) and port not in _chosen and _choose(port):
            return port


def _choose(port: int) -> bool:
    """Keep a port from being chosen by another process as long as this one lives; False when another has it."""
    folder = Path(tempfile.gettempdir()) / f"perdure-ports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = acquire(folder / str(port))
    if lock is not None:
        _chosen[port] = lock
    return lock is not None


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
