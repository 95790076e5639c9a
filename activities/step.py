"""`@step`, `@retrystep` and `@inputstep`: functions that become typed activities."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from types import FunctionType
from typing import Any, Generic, ParamSpec, TypeVar

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
    local: bool = False,
    undo: Callable[..., Any] | None = None,
    aliases: Sequence[str] = (),
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
        local: a short step that needs only the database: no round trip to Temporal's server.
        undo: takes the step back when an operator aborts and undoes; a function like a step's, or a step. It sees State
            as this step left it. A step that was interrupted is taken back too, so it must bear that half was done.
        aliases: keys that this step had before it was renamed or moved.

    Raises:
        StepDefinitionError: there is no title, or a parameter cannot be filled from State.
    """
    _check_title(title)

    def decorate(function: Callable[P, R]) -> Step[P, R]:
        defaults = Policy()
        policy = Policy(retry or defaults.retry, timeout or defaults.timeout)
        made = _step(NodeKind.STEP, title, function, key=key, policy=policy, retry_on=retry_on)
        made.options = {"local": True} if local else {}
        made.aliases = tuple(aliases)
        made.undo = _undo(made, undo) if undo is not None else None
        return made

    return decorate


def retrystep(
    title: str,
    *,
    key: str | None = None,
    first: timedelta = timedelta(seconds=1),
    at_most: timedelta = timedelta(minutes=5),
    never_on: tuple[type[Exception], ...] = (),
    timeout: timedelta | None = None,
    aliases: Sequence[str] = (),
) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Make a function a step that is tried until it succeeds, whatever it raises; attempt and last error are shown.

    Args:
        title: for people.
        key: durable name, as for `step`.
        first: pause before the second attempt; each further one is twice as long.
        at_most: longest pause. Five minutes: an hour, as elsewhere, is too long to watch.
        never_on: exception types that park the step all the same.
        timeout: longest time for one attempt.
        aliases: keys that this step had before, as for `step`.

    Raises:
        StepDefinitionError: there is no title, or a parameter cannot be filled from State.
    """
    _check_title(title)

    def decorate(function: Callable[P, R]) -> Step[P, R]:
        retry = Retry(first=first, at_most=at_most, never_on=never_on)
        policy = Policy(retry, timeout or Policy().timeout, always=True)
        made = _step(NodeKind.STEP, title, function, key=key, policy=policy)
        made.aliases = tuple(aliases)
        return made

    return decorate


def inputstep(
    title: str,
    *,
    assignee: str,
    key: str | None = None,
    due: timedelta | None = None,
    remind: timedelta | Sequence[timedelta] = (),
    escalate: tuple[timedelta, str] | None = None,
    four_eyes: bool = False,
    aliases: Sequence[str] = (),
) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Make a form function a step that waits for a person: the answers are merged into State.

    Args:
        title: for people.
        assignee: the person or group that is to answer.
        key: durable name, as for `step`.
        due: so long after the step begins it is overdue.
        remind: so long after the step begins the assignee is reminded; several times, when several are given.
        escalate: so long after the step begins somebody else becomes the assignee.
        four_eyes: neither who started the process nor who answered before may answer.
        aliases: keys that this step had before, as for `step`.

    Raises:
        StepDefinitionError: there is no title, or a parameter cannot be filled from State.
    """
    _check_title(title)
    reminders = [remind] if isinstance(remind, timedelta) else list(remind)
    options: dict[str, Any] = {"assignee": assignee}
    options |= {"due": due.total_seconds()} if due else {}
    options |= {"remind": [after.total_seconds() for after in reminders]} if reminders else {}
    options |= {"escalate": [escalate[0].total_seconds(), escalate[1]]} if escalate else {}
    options |= {"four_eyes": True} if four_eyes else {}

    def decorate(function: Callable[P, R]) -> Step[P, R]:
        made = _step(NodeKind.INPUT, title, function, key=key, what="form")
        made.options = options
        made.aliases = tuple(aliases)
        return made

    return decorate


def _step(
    kind: NodeKind,
    title: str,
    function: Callable[P, R],
    *,
    key: str | None = None,
    policy: Policy | None = None,
    retry_on: tuple[type[Exception], ...] = (),
    what: str = "step",
) -> Step[P, R]:
    made = Step[P, R](kind, title, function, key=key, policy=policy or Policy(), retry_on=retry_on)
    made.injection = Injection(function, what, provided=() if kind is NodeKind.INPUT else [StepContext])
    return made


def _undo(done: StepDefinition, undo: Callable[..., Any]) -> Step[..., Any]:
    if isinstance(undo, Step):
        return undo
    return _step(NodeKind.STEP, f"Undo: {done.title}", undo, policy=done.policy)


def _check_title(title: object) -> None:
    if not isinstance(title, str) or not title:
        found = f"{title.__module__}.{title.__qualname__}" if isinstance(title, FunctionType) else repr(title)
        raise StepDefinitionError(f"A step's title is a text, not {found}; write @step('What it does').")
