"""The moments in a step at which a worker can be made to die: the hooks are here, and not in the product."""

import os
import signal
from collections.abc import Callable
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from perdure.activities import effect

MOMENTS = ("before commit", "after commit", "during heartbeat")
"""The body has done its work and nothing is recorded; the step is committed and Temporal does not know it; half way."""

Happens = Callable[[str], None]


def kill_this_process() -> None:
    """Die as of a power cut: nothing is cleaned up, nobody is told."""
    os.kill(os.getpid(), signal.SIGKILL)


def watch_moments(happens: Happens) -> Interceptor:
    """Have a function called at each of `MOMENTS`, with the step's key after a colon where it is known.

    Args:
        happens: may kill the process.

    Returns:
        What the worker needs as an interceptor.
    """
    effect.insert_step = _before_commit(effect.insert_step, happens)
    activity.heartbeat = _during_heartbeat(activity.heartbeat, happens)
    return _AfterCommit(happens)


def _before_commit(insert: Callable[..., bool], happens: Happens) -> Callable[..., bool]:
    def watched(connection: Any, done: Any) -> bool:
        happens(f"before commit: {done.key}")
        return insert(connection, done)

    return watched


def _during_heartbeat(heartbeat: Callable[..., None], happens: Happens) -> Callable[..., None]:
    def watched(*details: Any) -> None:
        heartbeat(*details)
        happens("during heartbeat")

    return watched


class _AfterCommit(Interceptor):
    def __init__(self, happens: Happens) -> None:
        self._happens = happens

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 — Temporal's name
        return _Activity(next, self._happens)


class _Activity(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, happens: Happens) -> None:
        super().__init__(following)
        self._happens = happens

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 — Temporal's name
        result = await super().execute_activity(input)
        self._happens(f"after commit: {activity.info().activity_type}")
        return result
