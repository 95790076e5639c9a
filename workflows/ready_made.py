"""Steps that need no function of the author's: lock a further subscription, stop for a reason, provision."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from ..activities.context import StepContext
from ..activities.step import Step, step
from ..domain.definitions import StepDefinition
from ..domain.errors import LockedError, StateKeyError, StateTypeError
from ..domain.lifecycle import PROVISIONING
from ..domain.state import State
from .step_list import StepList, begin, set_status


def provisioning(steps: StepDefinition | StepList) -> StepList:
    """Set the subscription to provisioning, then run the steps that build it.

    Args:
        steps: what builds it.
    """
    return begin >> set_status(PROVISIONING) >> steps


@cache
def lock(key: str) -> Step[[dict[str, Any], StepContext], None]:
    """A step that locks further subscriptions, so that the steps after it may change them.

    Another process may have the lock: the step tries again for a few seconds and then fails with its name. A locked
    subscription is out of sync until the process has ended.

    Args:
        key: where State has a subscription or its id, or a list of them.
    """

    @step(f"Lock {key.replace('_', ' ')}", key=f"perdure.lock.{key}", retry_on=(LockedError,))
    def lock(state: State, context: StepContext) -> None:
        if key not in state:
            raise StateKeyError(
                f"lock({key!r}) needs {key!r}, and State lacks it. Keys in State: {', '.join(sorted(state))}."
            )
        for subscription_id in _ids(key, state[key]):
            context.lock(subscription_id)

    return lock


def abort_if(
    predicate: Callable[[dict[str, Any]], bool],
    reason: str,
    *,
    undo: bool = False,
    title: str | None = None,
    key: str | None = None,
) -> Step[[dict[str, Any], StepContext], None]:
    """A step that ends the process if a predicate on State holds when its turn comes.

    Args:
        predicate: called with a copy of State.
        reason: why, for people; shown on the process.
        undo: take back what was done, in reverse order.
        title: for people; made from the reason when left out.
        key: durable name; made from the reason when left out.
    """

    def stop(state: State, context: StepContext) -> None:
        if predicate(state):
            context.abort(reason, undo=undo)

    stop.__name__ = "abort_if_" + re.sub(r"\W+", "_", reason.lower()).strip("_")
    return step(title or f"Stop if: {reason}", key=key)(stop)


def _ids(key: str, value: Any) -> Iterator[UUID]:
    match value:
        case {"subscription_id": identity} | (str() as identity):
            try:
                yield UUID(identity)
            except ValueError:
                raise _no_subscription(key, value) from None
        case list():
            for item in value:
                yield from _ids(key, item)
        case _:
            raise _no_subscription(key, value)


def _no_subscription(key: str, value: Any) -> StateTypeError:
    return StateTypeError(
        f"lock({key!r}) needs a subscription, its id or a list of them, but State has {value!r:.200}."
    )
