"""What an author has defined: steps and workflows, as the catalogue holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .lifecycle import SubscriptionLifecycle
from .plan import Node, NodeKind

if TYPE_CHECKING:
    from .product import Product


class Target(StrEnum):
    """The kinds of workflow."""

    CREATE = "create"
    MODIFY = "modify"
    TERMINATE = "terminate"
    VALIDATE = "validate"
    RECONCILE = "reconcile"
    TASK = "task"


CHANGING = frozenset({Target.MODIFY, Target.TERMINATE, Target.RECONCILE})
"""Targets that work on one existing subscription and hold its lock."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How often and how fast a step that failed transiently is tried again.

    Args:
        attempts: how often in all. 3: enough for a restart of the other side, few enough for a person to hear of it
            within half a minute.
        first: pause before the second attempt.
        factor: each further pause is so many times longer.
        at_most: longest pause.
        never_on: exception types that are not retried, whatever they are.
    """

    attempts: int = 3
    first: timedelta = timedelta(seconds=1)
    factor: float = 2.0
    at_most: timedelta = timedelta(minutes=1)
    never_on: tuple[type[Exception], ...] = ()

    def pause_after(self, attempt: int) -> timedelta:
        """How long after an attempt that failed the next one begins; the first attempt is 1."""
        longest = max(self.at_most, self.first).total_seconds()
        # Fifty pauses on, every one is the longest; a power without bound would overflow.
        return timedelta(
            seconds=min(self.first.total_seconds() * self.factor ** min(attempt - 1, 50), longest)
        )


@dataclass(frozen=True, slots=True)
class Policy:
    """What the interpreter tells Temporal about one step; taken from current code, never from the plan.

    Args:
        retry: how often, how fast.
        timeout: longest time for one attempt.
        always: every error is transient and there is no last attempt (`retrystep`).
    """

    retry: Retry = Retry()
    timeout: timedelta = timedelta(minutes=10)
    always: bool = False


@dataclass(eq=False)
class StepDefinition:
    """A function that the author made a step, an input step, a condition or a check.

    Args:
        kind: which of them.
        title: for people.
        function: the author's function.
        key: the durable name; set when the catalogue loads the plug-in, unless the author chose it.
        policy: retries and timeout.
        retry_on: further exception types that another attempt may cure.
        undo: what takes the step back.
        aliases: keys that this step had before.
        options: what the interpreter must know, see `Node`.
        children: what stands inside.
    """

    kind: NodeKind
    title: str
    function: Callable[..., Any]
    key: str | None = None
    policy: Policy = Policy()
    retry_on: tuple[type[Exception], ...] = ()
    undo: StepDefinition | None = None
    aliases: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    children: tuple[StepDefinition, ...] = ()

    @property
    def name(self) -> str:
        """The function's name."""
        return self.function.__name__

    @property
    def origin(self) -> str:
        """Where the function stands, for messages."""
        return f"{self.function.__module__}.{self.function.__qualname__}"

    def node(self) -> Node:
        """The plan's node for this step; the catalogue must have loaded it."""
        if self.key is None:
            raise ValueError(f"{self.origin} is not loaded by the catalogue yet.")
        return Node(
            self.kind, self.key, self.title, tuple(child.node() for child in self.children), self.options
        )

    def tree(self) -> Iterator[StepDefinition]:
        """This step, what undoes it, and everything inside it."""
        yield self
        if self.undo is not None:
            yield self.undo
        for child in self.children:
            yield from child.tree()


@dataclass(eq=False)
class WorkflowDefinition:
    """A workflow as the author declared it.

    Args:
        name: the function's name, which is the Temporal workflow type and the key in the API.
        title: for people.
        target: its kind.
        steps: the author's steps in order, with what its kind adds.
        products: the products it belongs to; empty for tasks.
        form: the author's form function, or None.
        allowed_statuses: statuses of the subscription in which it may start.
        allow_out_of_sync: may start on a subscription that is out of sync.
        blocked_by_relations: may not start on a subscription that others refer to.
        asks_customer: the author's form asks for ``customer_id`` itself, so the first page does not.
        run_predicate: called with State before a start; returns a sentence that says why not, or None.
    """

    name: str
    title: str
    target: Target
    steps: Sequence[StepDefinition]
    products: tuple[Product, ...] = ()
    form: Callable[..., Any] | None = None
    allowed_statuses: frozenset[SubscriptionLifecycle] = frozenset()
    allow_out_of_sync: bool = False
    blocked_by_relations: bool = False
    asks_customer: bool = False
    run_predicate: Callable[..., str | None] | None = None
    origin: str = field(default="", compare=False)

    def plan(self) -> tuple[Node, ...]:
        """The plan that a process started now gets."""
        return tuple(step.node() for step in self.steps)

    def all_steps(self) -> Iterator[StepDefinition]:
        """Every step, also those inside others and those that undo."""
        for step in self.steps:
            yield from step.tree()
