"""Runs Temporal's worker until it is told to stop, or fails; then it is left, even where it cannot end by itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any, Final

import structlog
from temporalio.worker import Worker

from ..domain.errors import PerdureError

PATIENCE: Final = timedelta(seconds=30)
"""So long a worker that has failed may take to end."""

_log = structlog.stdlib.get_logger()


class WorkerFailedError(PerdureError):
    """Temporal's worker cannot go on; whoever started this one starts another."""


class Failure:
    """What made Temporal's worker fail, as soon as it has: it says so before it tries to end."""

    def __init__(self) -> None:
        self._cause: asyncio.Future[BaseException] = asyncio.get_running_loop().create_future()

    async def note(self, error: BaseException) -> None:
        """For ``on_fatal_error`` of Temporal's worker."""
        if not self._cause.done():
            self._cause.set_result(error.__cause__ or error)

    async def serve(self, worker: Worker, stop: asyncio.Event) -> None:
        """Run a worker until it is told to stop.

        Args:
            worker: Temporal's, made with `note`.
            stop: set it, and the worker finishes what it has begun.

        Raises:
            WorkerFailedError: it failed.
        """
        running = asyncio.create_task(worker.run())
        told = asyncio.create_task(stop.wait())
        await _first(running, told, self._cause)
        if told.done() and not running.done():
            ending = asyncio.create_task(worker.shutdown())
            await _first(running, self._cause)
            ending.cancel()
        told.cancel()
        if self._cause.done():
            await self._leave(running)
        await running

    async def _leave(self, running: asyncio.Task[None]) -> None:
        """End what may never end: it waits for local activities which it refuses, and which are tried for ever."""
        error = self._cause.result()
        _log.critical("worker failed", error=str(error), type=type(error).__name__)
        await asyncio.wait({running}, timeout=PATIENCE.total_seconds())
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        raise WorkerFailedError(f"Temporal's worker failed ({type(error).__name__}: {error}).") from error


async def _first(*awaited: asyncio.Future[Any]) -> None:
    await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
