"""Step lists: what an author writes with ``begin >> a >> b``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Final, overload

from ..activities.step import Step, step
from ..domain.definitions import StepDefinition
from ..domain.errors import StepDefinitionError
from ..domain.lifecycle import TERMINATED, SubscriptionLifecycle
from ..domain.state import State
from ..domain.subscription import SubscriptionModel


class StepList(Sequence[StepDefinition]):
    """Steps in order; immutable, ``>>`` makes a longer one.

    Args:
        steps: the elements.
    """

    def __init__(self, steps: Sequence[StepDefinition] = ()) -> None:
        self._steps = tuple(steps)

    def __rshift__(self, other: StepDefinition | StepList) -> StepList:
        return StepList(self._steps + elements(other))

    def __rrshift__(self, other: StepDefinition) -> StepList:
        return StepList(elements(other) + self._steps)

    @overload
    def __getitem__(self, index: int) -> StepDefinition: ...
    @overload
    def __getitem__(self, index: slice) -> StepList: ...
    def __getitem__(self, index: int | slice) -> StepDefinition | StepList:
        return StepList(self._steps[index]) if isinstance(index, slice) else self._steps[index]

    def __len__(self) -> int:
        return len(self._steps)

    def __iter__(self) -> Iterator[StepDefinition]:
        return iter(self._steps)

    def __repr__(self) -> str:
        return " >> ".join(["begin", *(item.name for item in self._steps)])


begin: Final = StepList()
"""The empty step list, with which every other one begins."""

init: Final = StepList()
done: Final = StepList()
"""Opening and closing a process is the engine's; `init` and `done` are for lists that name them, and empty."""


@cache
def set_status(status: SubscriptionLifecycle) -> Step[[SubscriptionModel], dict[str, Any]]:
    """A step that moves the subscription under the key ``subscription`` to a status of its lifecycle.

    Args:
        status: for example `PROVISIONING`.
    """

    @step(f"Set status to {status.value}", key=f"perdure.set_status.{status.value}")
    def set_status(subscription: SubscriptionModel) -> State:
        return {"subscription": SubscriptionModel.from_other_lifecycle(subscription, status)}

    return set_status


@cache
def end_in_use() -> Step[[SubscriptionModel], dict[str, Any]]:
    """A step that terminates the subscription under the key ``subscription``, though others may refer to it."""

    @step(f"Set status to {TERMINATED.value}", key="perdure.end_in_use")
    def end_in_use(subscription: SubscriptionModel) -> State:
        return {"subscription": SubscriptionModel.from_other_lifecycle(subscription, TERMINATED)}

    end_in_use.options = {"end_in_use": True}
    return end_in_use


def elements(item: object) -> tuple[StepDefinition, ...]:
    """The steps of a step list, or a step as the only one.

    Raises:
        StepDefinitionError: it is neither.
    """
    match item:
        case StepList():
            return tuple(item)
        case StepDefinition():
            return (item,)
    raise StepDefinitionError(
        f"{item!r:.100} is no step; decorate the function with @step, @inputstep or @check first."
    )
