"""Combinators: what makes step lists branch, repeat, wait and look elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from ..activities.step import Step
from ..domain.definitions import StepDefinition
from ..domain.errors import StepDefinitionError
from ..domain.plan import NodeKind
from .step_list import StepList, elements

Steps = StepDefinition | StepList


def conditional(
    predicate: Callable[[dict[str, Any]], bool], *, title: str | None = None, key: str | None = None
) -> Callable[[Steps], StepList]:
    """Run steps only if a predicate on State holds when their turn comes.

    It is evaluated once, in an activity, on a copy of State, and recorded.

    Args:
        predicate: called with a copy of State.
        title: for people; made from the predicate's name (or the first step's title) when left out.
        key: durable name; made from the predicate's name (or the first step's, for a lambda) when left out.
    """

    def around(steps: Steps) -> StepList:
        children = _some(steps, "conditional(…)")
        anonymous = predicate.__name__ == "<lambda>"
        subject = children[0].title if anonymous else predicate.__name__.replace("_", " ")
        found = Condition(
            NodeKind.CONDITIONAL, title or f"If needed: {subject}", predicate, key=key, children=children
        )
        return StepList([found])

    return around


class Condition(StepDefinition):
    """A conditional; a lambda goes by the name of the first step inside it."""

    @property
    def name(self) -> str:
        """Last part of the durable key."""
        inner = self.children[0].name if self.function.__name__ == "<lambda>" else self.function.__name__
        return f"if_{inner}"


def step_group(title: str, steps: Steps) -> StepList:
    """Steps under one title; each keeps its own row, so a retry resumes at the one that failed.

    Args:
        title: for people.
        steps: what is inside.
    """
    return _node(NodeKind.GROUP, title, _some(steps, "step_group"))


def parallel(title: str, *branches: Steps) -> StepList:
    """Run branches side by side; each sees State as it is now and keeps its changes to itself until all have ended.

    They are joined in their order; two that gave one key different values park at the join, which names both. A branch
    that fails leaves the others going, and is retried alone.

    Args:
        title: for people.
        branches: two or more.

    Raises:
        StepDefinitionError: there are fewer.
    """
    if len(branches) < 2:  # noqa: PLR2004 — two is where side by side begins
        raise StepDefinitionError(
            f"parallel({title!r}, …) has {len(branches)} branches; give it two or more."
        )
    groups = []
    for branch in branches:
        inside = _some(branch, f"a branch of parallel({title!r})")
        only_group = len(inside) == 1 and inside[0].kind is NodeKind.GROUP
        groups.append(inside[0] if only_group else _definition(NodeKind.GROUP, inside[0].title, inside))
    return _node(NodeKind.PARALLEL, title, tuple(groups))


def foreach(
    title: str, items_key: str, steps: Steps, *, key: str | None = None, limit: int | None = None
) -> StepList:
    """Run steps for every item of a list in State, side by side.

    Inside, ``item`` is the item and ``item_key`` its key; what is made of ``item`` replaces it in the list at the end.
    The items are frozen when the steps begin, so a retry meets the same ones. Other keys are joined as by `parallel`.

    Args:
        title: for people.
        items_key: the key of the list in State.
        steps: what is done for each.
        key: the member that tells the items apart and never changes; their index when left out.
        limit: so many at a time; one that waits for a person does not count.
    """
    options: dict[str, Any] = {"items": items_key}
    options |= {"key": key} if key is not None else {}
    options |= {"limit": limit} if limit is not None else {}
    return _node(NodeKind.FOREACH, title, _some(steps, "foreach"), **options)


def focus(key: str) -> Callable[[Steps], StepList]:
    """Let steps see the dict under one key of State as if it were State; what they change, they change there.

    Args:
        key: where to look.
    """

    def around(steps: Steps) -> StepList:
        return _node(NodeKind.FOCUS, f"With {key}", _some(steps, "focus"), focus=key)

    return around


def sleep_for(duration: timedelta, *, title: str | None = None) -> StepList:
    """Wait; a process that waits costs nothing.

    Args:
        duration: how long.
        title: for people.
    """
    return _node(NodeKind.SLEEP, title or f"Wait for {duration}", (), seconds=duration.total_seconds())


def sleep_until(key: str, *, title: str | None = None) -> StepList:
    """Wait until a time in State.

    Args:
        key: of a time with a zone.
        title: for people.
    """
    return _node(NodeKind.SLEEP, title or f"Wait until {key}", (), until=key)


def callback_step(
    title: str,
    action: Step[..., Any],
    validate: Step[..., Any] | None = None,
    *,
    timeout: timedelta | None = None,
    result_key: str = "callback_result",
) -> StepList:
    """Ask an outside system for something and wait for its call.

    The action has a parameter ``callback_route``: the path on our API that is to be called, once, with a JSON object.
    What it carries is in State under ``result_key`` when the validation runs.

    Args:
        title: for people.
        action: asks; gets ``callback_route``.
        validate: looks at the answer.
        timeout: after so long the step parks; a retry asks again with a new address.
        result_key: where the answer goes.
    """
    asks = Step[..., Any](
        action.kind,
        action.title,
        action.function,
        key=action.key,
        policy=action.policy,
        retry_on=action.retry_on,
        undo=action.undo,
        aliases=action.aliases,
        options={**action.options, "calls_back": True},
    )
    asks.injection = action.injection
    options: dict[str, Any] = {"result": result_key}
    options |= {"timeout": timeout.total_seconds()} if timeout is not None else {}
    return _node(NodeKind.CALLBACK, title, (asks, validate) if validate is not None else (asks,), **options)


def _some(steps: Steps, what: str) -> tuple[StepDefinition, ...]:
    found = elements(steps)
    if not found:
        raise StepDefinitionError(f"{what} has no steps; give it at least one.")
    return found


def _node(kind: NodeKind, title: str, children: tuple[StepDefinition, ...], **options: Any) -> StepList:
    return StepList([_definition(kind, title, children, **options)])


def _definition(
    kind: NodeKind, title: str, children: tuple[StepDefinition, ...], **options: Any
) -> StepDefinition:
    # It has no function of an author's; its key is its kind.
    return StepDefinition(kind, title, _nothing, key=kind.value, children=children, options=options)


def _nothing() -> None:
    """What a node that is no function does."""
