"""Temporal's own hook around activities, for what happens at an awkward moment."""

from collections.abc import Awaitable, Callable
from typing import Any

from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor


class After(Interceptor):
    """Does something after an activity of one type has returned, and before Temporal hears of it.

    Args:
        activity_type: which activity.
        happens: what is done, once.
    """

    def __init__(self, activity_type: str, happens: Callable[[], Awaitable[object]]) -> None:
        self.activity_type = activity_type
        self.happens: list[Callable[[], Awaitable[object]]] = [happens]

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:  # noqa: A002 — Temporal's name
        """See `Interceptor`."""
        return _After(next, self)


class _After(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, hook: After) -> None:
        super().__init__(following)
        self._hook = hook

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:  # noqa: A002 — Temporal's name
        result = await super().execute_activity(input)
        if activity.info().activity_type == self._hook.activity_type and self._hook.happens:
            await self._hook.happens.pop()()
        return result
