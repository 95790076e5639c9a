"""A worker inside the test's own process."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from temporalio.worker import Interceptor

from perdure.worker import run_worker

from ..settings import Settings


@contextmanager
def running_worker(settings: Settings, *, interceptors: Sequence[Interceptor] = ()) -> Iterator[None]:
    """Run a worker in a thread while the block runs; it finishes what it has begun when the block ends.

    Args:
        settings: which database, which Temporal.
        interceptors: Temporal's hooks around workflows and activities.
    """
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()
    failure: list[BaseException] = []

    def run() -> None:
        try:
            loop.run_until_complete(run_worker(settings, interceptors=interceptors, stopped=stop))
        except BaseException as error:  # noqa: BLE001 — raised again in the test's thread
            failure.append(error)
        finally:
            for task in asyncio.all_tasks(loop):  # of a worker that failed and could not end
                task.cancel()
            loop.run_until_complete(loop.shutdown_default_executor())
            loop.close()

    thread = threading.Thread(target=run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(stop.set)
        thread.join()
    if failure:
        raise failure[0]
