"""API and console on a port of its own, for what needs a real connection."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from perdure.console.app import create_site
from perdure.embedded.ports import free_port
from perdure.settings import Settings
from perdure.testing.waiting import eventually


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """Serve while the block runs; gives the address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_site(settings), port=port, log_level="error"))
    thread = threading.Thread(target=server.run, name="api")
    thread.start()
    try:
        eventually(lambda: server.started, what="the API")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()
