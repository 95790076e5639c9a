"""A worker that kills itself with SIGKILL, once, at the moment that the environment names.

``DIE_AT`` is one of

* ``after commit: KEY``: the step of that key is committed, and Temporal does not know it yet,
* ``before commit: KEY``: the body of that step has done its work outside, and nothing of it is recorded,
* ``after statement: TEXT``: a statement that begins so has just been executed on a step's own connection.

``DIED`` is a file that says that it has happened.
"""

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from perdure import worker
from perdure.activities import runner
from perdure.settings import Settings
from perdure.workflows import attempts

DIE_AT = os.environ["DIE_AT"]
DIED = Path(os.environ["DIED"])


def die(moment: str) -> None:
    """Kill this process if this is the moment and it has not happened."""
    if moment.startswith(DIE_AT) and not DIED.exists():
        DIED.touch()
        os.kill(os.getpid(), signal.SIGKILL)


class AfterCommit(Interceptor):
    """Dies when a step's activity has returned."""

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 — Temporal's name
        """See `Interceptor`."""
        return _AfterCommit(next)


class _AfterCommit(ActivityInboundInterceptor):
    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 — Temporal's name
        result = await super().execute_activity(input)
        die(f"after commit: {activity.info().activity_type}")
        return result


def before_commit(insert: Callable[..., bool]) -> Callable[..., bool]:
    """Die before a step's row is inserted."""

    def dying(connection: Any, done: Any) -> bool:
        die(f"before commit: {done.key}")
        return insert(connection, done)

    return dying


class DyingConnection(psycopg.Connection[Any]):
    """Dies after a statement that begins like this."""

    def execute(self, query: Any, *args: Any, **options: Any) -> Any:
        """See `psycopg.Connection`."""
        result = super().execute(query, *args, **options)
        die(f"after statement: {query if isinstance(query, str) else query.as_string(self)}")
        return result


# Temporal takes a silent worker for lost after ten seconds, and for ten more keeps a workflow for the worker that has
# it cached; tests have less patience.
attempts.HEARTBEAT_TIMEOUT = timedelta(seconds=2)
worker.Worker = partial(worker.Worker, max_cached_workflows=0)
runner.insert_step = before_commit(runner.insert_step)
psycopg.connect = DyingConnection.connect

asyncio.run(worker.run_worker(Settings.load(), interceptors=[AfterCommit()]))
