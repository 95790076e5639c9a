"""A worker that kills itself with SIGKILL, once, at the moment that the environment names.

``DIE_AT`` is one of

* ``after commit: KEY``: the step of that key is committed, and Temporal does not know it yet,
* ``before commit: KEY``: the body of that step has done its work outside, and nothing of it is recorded,
* ``after statement: TEXT``: a statement that begins so has just been executed on a step's own connection.

``DIED`` is a file that says that it has happened.
"""

import asyncio
import os
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from deaths import kill_this_process, watch_moments

from perdure import worker
from perdure.settings import Settings
from perdure.workflows import attempts

DIE_AT = os.environ["DIE_AT"]
DIED = Path(os.environ["DIED"])


def die(moment: str) -> None:
    """Kill this process if this is the moment and it has not happened."""
    if moment.startswith(DIE_AT) and not DIED.exists():
        DIED.touch()
        kill_this_process()


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
psycopg.connect = DyingConnection.connect

asyncio.run(worker.run_worker(Settings.load(), interceptors=[watch_moments(die)]))
