"""Workers and an API as processes of their own, forked from one that has imported everything already."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import uvicorn
from deaths import MOMENTS, kill_this_process, watch_moments

from perdure import worker
from perdure.api.app import create_app
from perdure.settings import Settings
from perdure.testing.waiting import eventually
from perdure.workflows import attempts, reconciler
from perdure.workflows.repairs import Repairs

_FORKS: Final = multiprocessing.get_context("forkserver")


def warm_up() -> None:
    """Let the process from which all others are forked import everything, while others do something else."""
    _FORKS.set_forkserver_preload(
        ["pytest", "perdure.worker", "perdure.api.app", "perdure.products.database"]
    )
    forkserver.ensure_running()


class Fuse:
    """Makes one worker die at an exact moment: whichever comes to it first."""

    def __init__(self) -> None:
        self._moment = _FORKS.RawValue("i", 0)
        self._charges = _FORKS.Semaphore(0)

    def burn(self, moment: str, *, patience: float) -> bool:
        """Let a worker die at one of `MOMENTS`; whether one has, in so many seconds."""
        self._moment.value = MOMENTS.index(moment)
        self._charges.release()
        with suppress(TimeoutError):
            eventually(lambda: self._charges.get_value() == 0, seconds=patience, what=moment)
        return not self._charges.acquire(block=False)

    def happens(self, moment: str) -> None:
        """In a worker: die, if this is it."""
        if moment.startswith(MOMENTS[self._moment.value]) and self._charges.acquire(block=False):
            kill_this_process()


class Fleet:
    """So many workers; one that has died is replaced.

    Args:
        size: how many.
        settings: which database, which Temporal.
        environment: what they know beyond them.
        log: where their output goes.
    """

    def __init__(self, size: int, settings: Settings, environment: Mapping[str, str], log: Path) -> None:
        self.fuse = Fuse()
        self.fallen = 0
        """So many workers ended by themselves; a few may, when a server goes as they come."""
        self._arguments = (settings, dict(environment), log, self.fuse)
        self._workers = [self._started(number) for number in range(size)]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._tend, name="fleet", daemon=True)
        self._thread.start()

    def kill(self, choice: float) -> None:
        """Kill one of the workers that run.

        Args:
            choice: between 0 and 1: which.
        """
        alive = eventually(lambda: [one for one in self._workers if one.is_alive()], what="a worker")
        victim = alive[int(choice * len(alive))]
        victim.kill()
        victim.join()

    def stop(self) -> None:
        """Replace no more, and end all."""
        self._stopped.set()
        self._thread.join()
        for one in self._workers:
            one.terminate()
        for one in self._workers:
            one.join(10)
            one.kill()
            one.join()

    def _started(self, number: int) -> ForkServerProcess:
        # Without a cache a worker reads the history at every turn; a small one is often full.
        cached = 10 * (number % 2)
        process = _FORKS.Process(target=_work, args=(*self._arguments, cached), daemon=True)
        process.start()
        return process

    def _tend(self) -> None:
        while not self._stopped.wait(0.05):
            for number, one in enumerate(self._workers):
                if not one.is_alive():
                    self.fallen += one.exitcode != -signal.SIGKILL
                    self._workers[number] = self._started(number)


@contextmanager
def fleet_of(size: int, settings: Settings, environment: Mapping[str, str], log: Path) -> Iterator[Fleet]:
    """Workers that run while the block runs."""
    fleet = Fleet(size, settings, environment, log)
    try:
        yield fleet
    finally:
        fleet.stop()


@contextmanager
def api_of(settings: Settings, environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """An API that serves while the block runs; its address."""
    _FORKS.set_forkserver_preload(
        ["pytest", "perdure.worker", "perdure.api.app", "perdure.products.database"]
    )
    process = _FORKS.Process(target=_serve, args=(settings, dict(environment), log), daemon=True)
    process.start()
    try:
        yield f"http://{settings.api_host}:{settings.api_port}"
    finally:
        process.kill()
        process.join()


def _serve(settings: Settings, environment: Mapping[str, str], log: Path) -> None:
    _begin(environment, log)
    uvicorn.run(create_app(settings), host=settings.api_host, port=settings.api_port, log_level="warning")


def _work(settings: Settings, environment: Mapping[str, str], log: Path, fuse: Fuse, cached: int) -> None:
    _begin(environment, log)

    # What takes ten seconds or a minute in earnest takes one or two here; so there is more of it.
    attempts.HEARTBEAT_TIMEOUT = timedelta(seconds=2)
    reconciler.PERIOD = timedelta(seconds=1)
    reconciler.Repairs = partial(Repairs, patience=timedelta(seconds=2))
    worker.CONNECTIONS = 5
    worker.Worker = partial(
        worker.Worker,
        max_cached_workflows=cached,
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
    )
    asyncio.run(worker.run_worker(settings, interceptors=[watch_moments(fuse.happens)]))


def _begin(environment: Mapping[str, str], log: Path) -> None:
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    threading.Thread(target=_die_with_the_campaign, daemon=True).start()


def _die_with_the_campaign() -> None:
    campaign = multiprocessing.parent_process()
    if campaign is not None:
        campaign.join()
        kill_this_process()
