"""`perdure worker`."""

from ..settings import Settings


def worker() -> None:
    """Run a worker: it advances processes and runs their steps. Start as many as you need."""
    from ..worker import work

    work(Settings.load())
