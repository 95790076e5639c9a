"""Authors' code, called: filled from State, on the loop if it is async and in a thread if not."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Mapping
from concurrent.futures import Executor
from contextvars import copy_context
from copy import deepcopy
from typing import Any, TypeVar, cast

from ..domain.definitions import StepDefinition
from .context import StepContext
from .step import Step

T = TypeVar("T")


class Bodies:
    """Calls the bodies of steps.

    Args:
        threads: where synchronous ones run; the loop's own threads when left out.
    """

    def __init__(self, threads: Executor | None = None) -> None:
        self._threads = threads

    async def call(self, step: StepDefinition, state: Mapping[str, Any], context: StepContext) -> Any:
        """Fill the parameters and call the author's function."""
        assert isinstance(step, Step)  # noqa: S101 — conditions are the only definitions that are no Step
        arguments = await self._in_thread(
            lambda: step.injection.arguments(state, {StepContext: context}, context.secrets_of)
        )
        if inspect.iscoroutinefunction(step.function):
            return await step.function(**arguments)
        return await self._in_thread(lambda: step.function(**arguments))

    async def holds(self, condition: StepDefinition, state: Mapping[str, Any]) -> bool:
        """Whether a condition is true of State; it gets a copy."""
        return bool(await self._in_thread(lambda: condition.function(deepcopy(dict(state)))))

    async def _in_thread(self, call: Callable[[], T]) -> T:
        """Call in a thread, with the context variables of here.

        What it raises is carried by hand: asyncio replaces a TimeoutError by one without its traceback, and never
        comes back from a StopIteration.
        """
        raised: list[Exception] = []

        def run() -> T | None:
            try:
                return call()
            except Exception as error:  # noqa: BLE001 — raised again on the loop
                raised.append(error)
                return None

        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(self._threads, copy_context().run, run)
        if raised:
            raise raised[0]
        return cast("T", result)
