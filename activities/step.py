"""`@step` and `@inputstep`: functions that become typed activities."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import FunctionType
from typing import Generic, ParamSpec, TypeVar

from ..domain.definitions import Policy, Retry, StepDefinition
from ..domain.errors import StepDefinitionError
from ..domain.injection import Injection
from ..domain.plan import NodeKind
from .context import StepContext

P = ParamSpec("P")
R = TypeVar("R")


class Step(StepDefinition, Generic[P, R]):
    """A step: an element of a step list. Calling it calls the author's function, which is how unit tests use it."""

    injection: Injection

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the author's function itself: nothing is injected, nothing is persisted."""
        result: R = self.function(*args, **kwargs)
        return result


def step(
    title: str,
    *,
    key: str | None = None,
    retry: Retry | None = None,
    retry_on: tuple[type[Exception], ...] = (),
    timeout: timedelta | None = None,
) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Make a function a step: one activity, one transaction.

    Its parameters are filled from State by name and cast to their annotations; a `SubscriptionModel` is loaded fresh
    from the database. What it returns (a dict, or None) is merged into State. Every subscription that it changed is
    saved with it, or nothing is.

    Args:
        title: for people; what the Temporal Web UI shows.
        key: durable name; ``<plug-in>.<function name>`` when left out. Never change it while processes are open.
        retry: how transient failures are retried.
        retry_on: further exception types that another attempt may cure.
        timeout: longest time for one attempt; a step that outlives it parks, because it may still be running.

    Raises:
        StepDefinitionError: there is no title, or a parameter cannot be filled from State.
    """
    _check_title(title)

    def decorate(function: Callable[P, R]) -> Step[P, R]:
        defaults = Policy()
        made = Step[P, R](
            kind=NodeKind.STEP,
            title=title,
            function=function,
            key=key,
            policy=Policy(retry or defaults.retry, timeout or defaults.timeout),
            retry_on=retry_on,
        )
        made.injection = Injection(function, provided=[StepContext])
        return made

    return decorate


def inputstep(title: str, *, assignee: str, key: str | None = None) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Make a form function a step that waits for a person: the answers are merged into State.

    Args:
        title: for people.
        assignee: the person or group that is to answer.
        key: durable name, as for `step`.

    Raises:
        StepDefinitionError: there is no title, or a parameter cannot be filled from State.
    """
    _check_title(title)

    def decorate(function: Callable[P, R]) -> Step[P, R]:
        made = Step[P, R](
            kind=NodeKind.INPUT,
            title=title,
            function=function,
            key=key,
            assignee=assignee,
        )
        made.injection = Injection(function, "form")
        return made

    return decorate


def _check_title(title: object) -> None:
    if not isinstance(title, str) or not title:
        found = f"{title.__module__}.{title.__qualname__}" if isinstance(title, FunctionType) else repr(title)
        raise StepDefinitionError(f"A step's title is a text, not {found}; write @step('What it does').")
