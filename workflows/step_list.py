"""Step lists: what an author writes with ``begin >> a >> b``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, Final, overload

from ..activities.step import Step, step
from ..domain.definitions import StepDefinition
from ..domain.errors import StepDefinitionError
from ..domain.lifecycle import SubscriptionLifecycle
from ..domain.plan import NodeKind
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
        return StepList(self._steps + _elements(other))

    def __rrshift__(self, other: StepDefinition) -> StepList:
        return StepList(_elements(other) + self._steps)

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


def conditional(
    predicate: Callable[[dict[str, Any]], bool], *, title: str | None = None, key: str | None = None
) -> Callable[[StepDefinition | StepList], StepList]:
    """Run steps only if a predicate on State holds when their turn comes.

    It is evaluated once, in an activity, on a copy of State, and recorded.

    Args:
        predicate: called with a copy of State.
        title: for people; made from the predicate's name (or the first step's title) when left out.
        key: durable name; the predicate's name, or the first step's for a lambda, when left out.
    """

    def around(steps: StepDefinition | StepList) -> StepList:
        children = _elements(steps)
        if not children:
            raise StepDefinitionError("conditional(…)() has no steps; give it at least one.")
        anonymous = predicate.__name__ == "<lambda>"
        subject = children[0].title if anonymous else predicate.__name__.replace("_", " ")
        return StepList(
            [
                Condition(
                    kind=NodeKind.CONDITIONAL,
                    title=title or f"If needed: {subject}",
                    function=predicate,
                    key=key,
                    children=children,
                )
            ]
        )

    return around


class Condition(StepDefinition):
    """A conditional; a lambda goes by the name of the first step inside it."""

    @property
    def name(self) -> str:
        """Last part of the durable key."""
        inner = self.children[0].name if self.function.__name__ == "<lambda>" else self.function.__name__
        return f"if_{inner}"


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


def _elements(item: object) -> tuple[StepDefinition, ...]:
    match item:
        case StepList():
            return tuple(item)
        case StepDefinition():
            return (item,)
    raise StepDefinitionError(
        f"{item!r:.100} is no step; decorate the function with @step, @inputstep or @check first."
    )
