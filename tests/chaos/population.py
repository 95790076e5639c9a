"""The flows of a campaign: generated from a seed, with every kind of step, nested at random."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any, Final

from outside import tell

from perdure import (
    Plugin,
    Product,
    ProductBlockModel,
    Retry,
    RetryableError,
    State,
    StepContext,
    StepList,
    SubscriptionModel,
    begin,
    callback_step,
    conditional,
    create_workflow,
    foreach,
    inputstep,
    modify_workflow,
    parallel,
    retrystep,
    sleep_for,
    step,
    step_group,
    task,
)
from perdure.forms import FormGenerator, FormPage

SEED = "CHAOS_SEED"
"""The environment variable with the seed."""

FLOWS: Final = 18
"""So many workflows are made: a third creates, a third modifies, a third works on no subscription."""

_LEAVES = (3, 7)
_DEPTH = 3
_QUICKLY = Retry(attempts=5, first=timedelta(milliseconds=100), at_most=timedelta(seconds=1))


class GadgetBlock(ProductBlockModel, product_block_name="Gadget"):
    changes: int = 0


class Gadget(SubscriptionModel, is_base=True):
    gadget: GadgetBlock


GADGET = Product("Gadget", model=Gadget)


class Start(FormPage):
    flips: int


class Answer(FormPage):
    answer: str


class Confirm(FormPage):
    confirmed: bool


def start_form() -> FormGenerator:
    page = yield Start
    items = [{"id": f"item {number}"} for number in range(1 + page.flips % 3)]
    return {"flips": page.flips, "items": items}


@step("Construct the gadget")
def construct(context: StepContext, product: str, customer_id: str) -> State:
    tell(context)
    return {"subscription": Gadget.new(product, customer_id)}


@dataclass(frozen=True)
class Place:
    """What may stand somewhere.

    Args:
        depth: so many combinators are around it.
        changes: steps may change the subscription.
        asks: people may be asked.
        calls: outside systems may call back.
        item: it is inside a foreach, so what people answer goes into the item.
    """

    depth: int = 0
    changes: bool = False
    asks: bool = True
    calls: bool = True
    item: bool = False

    def inside(self) -> Place:
        """Below a combinator that does nothing side by side."""
        return replace(self, depth=self.depth + 1)

    def beside(self) -> Place:
        """In a branch: what is done to a subscription by two at once is a conflict, and not what is tried here."""
        return replace(self.inside(), changes=False, asks=self.asks and not self.item)

    def repeated(self) -> Place:
        """In a foreach: the branches may only agree, or change their items."""
        return Place(self.depth + 1, asks=not self.item and self.asks, calls=False, item=True)


class Author:
    """Writes workflows.

    Args:
        seed: what is drawn follows from it.
    """

    def __init__(self, seed: str) -> None:
        self._random = Random(seed)  # noqa: S311 — a seeded test
        self._numbers = count(1)

    def plugin(self) -> Plugin:
        """The product with all its workflows."""
        makers = (self._create, self._modify, self._task)
        return Plugin(
            "chaos", products=[GADGET], workflows=[makers[number % 3](number) for number in range(FLOWS)]
        )

    def _create(self, number: int) -> Any:
        steps = begin >> construct >> self._steps(self._leaves(), Place(changes=True))
        return create_workflow(f"Create {number}", product=GADGET, form=start_form)(
            _listed(f"create_{number}", steps)
        )

    def _modify(self, number: int) -> Any:
        steps = self._steps(self._leaves(), Place(changes=True))
        decorate = modify_workflow(
            f"Modify {number}", product=GADGET, form=start_form, allow_out_of_sync=True
        )
        return decorate(_listed(f"modify_{number}", steps))

    def _task(self, number: int) -> Any:
        return task(f"Task {number}", form=start_form)(
            _listed(f"task_{number}", self._steps(self._leaves(), Place()))
        )

    def _leaves(self) -> int:
        return self._random.randint(*_LEAVES)

    def _steps(self, leaves: int, place: Place) -> StepList:
        made = begin
        while leaves > 0:
            some = min(leaves, self._random.choice((1, 1, 2, 3)))
            leaves -= some
            around = some > 1 and place.depth < _DEPTH
            made = made >> (self._combined(some, place) if around else self._leaf(place))
        return made

    def _combined(self, leaves: int, place: Place) -> StepList:
        number = next(self._numbers)
        match self._random.choice(("group", "conditional", "parallel", "parallel", "foreach")):
            case "group":
                return step_group(f"Group {number}", self._steps(leaves, place.inside()))
            case "conditional":
                return conditional(_flip(number), key=f"chaos.flip_{number}")(
                    self._steps(leaves, place.inside())
                )
            case "parallel":
                branches = [self._steps(1, place.beside()) for _ in range(leaves - 1)]
                return parallel(f"Parallel {number}", self._steps(1, place.beside()), *branches)
            case _:
                steps = self._steps(leaves - 1, place.repeated())
                return foreach(f"Foreach {number}", "items", steps, key="id", limit=2)

    def _leaf(self, place: Place) -> StepList:
        kinds = ["plain", "undoable", "undoable", "local", "fatal", "transient", "patient", "slow"]
        kinds += ["change", "change"] * place.changes + ["ask", "ask", "ask"] * place.asks
        kinds += ["call"] * place.calls + ["sleep"]
        number = next(self._numbers)
        match self._random.choice(kinds):
            case "change":
                return begin >> _change(number)
            case "ask":
                return begin >> _ask(number, item=place.item, pages=self._random.choice((1, 1, 2)))
            case "call":
                timeout = self._random.choice((None, None, timedelta(seconds=3)))
                return callback_step(
                    f"Call {number}", _action(number), timeout=timeout, result_key=f"call_{number}"
                )
            case "sleep":
                return sleep_for(timedelta(milliseconds=self._random.choice((50, 300, 900))))
            case kind:
                return begin >> _plain(number, kind)


def _plain(number: int, kind: str) -> Any:
    """A step that acts outside, and has the trouble that its kind says."""

    def body(context: StepContext) -> State:
        calls = tell(context)
        if kind == "slow":
            context.heartbeat(number)
            time.sleep(0.4)
        return _result(number, kind, calls)

    async def slowly(context: StepContext) -> State:
        calls = await asyncio.to_thread(tell, context)
        context.heartbeat(number)
        await asyncio.sleep(0.4)
        return _result(number, kind, calls)

    def undo(context: StepContext, state: State) -> None:
        tell(context, state=state)

    undo.__name__ = f"undo_{number}"
    function: Callable[..., Any] = slowly if kind == "slow" and number % 2 else body
    function.__name__ = f"{kind}_{number}"
    title = f"{kind.capitalize()} {number}"
    if kind == "patient":
        made = retrystep(title, first=timedelta(milliseconds=200), at_most=timedelta(seconds=1))(function)
    else:
        takes_back = undo if kind in {"undoable", "slow", "fatal"} else None
        made = step(title, retry=_QUICKLY, local=kind == "local", undo=takes_back)(function)
    return made


def _result(number: int, kind: str, calls: int) -> State:
    if calls == 1 and kind in {"fatal", "patient"}:
        raise ValueError(f"The outside system does not want {number} yet.")
    if calls == 1 and kind == "transient":
        raise RetryableError(f"The outside system is busy with {number}.")
    return {f"step_{number}": number}


def _change(number: int) -> Any:
    def change(context: StepContext, subscription: Gadget) -> State:
        tell(context)
        subscription.gadget.changes += 1
        return {f"step_{number}": number}

    def undo(context: StepContext, state: State) -> None:
        tell(context, state=state)

    undo.__name__ = f"undo_{number}"
    change.__name__ = f"change_{number}"
    return step(f"Change {number}", retry=_QUICKLY, undo=undo)(change)


def _ask(number: int, *, item: bool, pages: int) -> Any:
    def form() -> FormGenerator:
        page = yield Answer
        if pages > 1:
            yield Confirm
        return {f"answer_{number}": page.answer}

    def form_of_item(item: dict[str, Any]) -> FormGenerator:
        page = yield Answer
        if pages > 1:
            yield Confirm
        return {"item": item | {f"answer_{number}": page.answer}}

    function = form_of_item if item else form
    function.__name__ = f"ask_{number}"
    return inputstep(f"Ask {number}", assignee="customers")(function)


def _action(number: int) -> Any:
    def action(context: StepContext, callback_route: str) -> State:
        tell(context, route=callback_route)
        return {f"step_{number}": number}

    action.__name__ = f"action_{number}"
    return step(f"Action {number}", retry=_QUICKLY)(action)


def _flip(number: int) -> Callable[[dict[str, Any]], bool]:
    def flip(state: dict[str, Any]) -> bool:
        return bool(state["flips"] >> number % 8 & 1)

    flip.__name__ = f"flip_{number}"
    return flip


def _listed(name: str, steps: StepList) -> Callable[[], StepList]:
    def listed() -> StepList:
        return steps

    listed.__name__ = name
    return listed


def __getattr__(name: str) -> Plugin:
    """`plugin`, made when it is asked for: the seed is in the environment by then."""
    if name != "plugin":
        raise AttributeError(name)
    made = globals()["plugin"] = Author(os.environ[SEED]).plugin()
    return made
