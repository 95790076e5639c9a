"""Control nodes as local activities: fan out, join, sleep, expect a call; each evaluated once, and recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, TypeAdapter, ValidationError
from sqlalchemy import Connection, func
from temporalio import activity

from ..db.cipher import Cipher
from ..db.engine import Database
from ..db.overlays import branch_overlays, delete_branches, insert_branches, load_overlays, merge_state
from ..db.places import Place
from ..db.processes import is_over, lock_process
from ..db.step_queries import completed_step
from ..db.steps import insert_control, insert_open_step, refresh_summary, step_row, update_step
from ..domain.bookkeeping import EXPECT, FAN_OUT, JOIN, SLEEP, WAKE
from ..domain.errors import StateError, StateKeyError, StateTypeError
from ..domain.plan import Node, NodeKind
from ..domain.position import JOIN_SUFFIX, branch_position, find_node, item_position, view_at
from ..domain.process import Failure, Outcome, StepCall, StepStatus
from ..domain.state import Delta
from .callback import callback_token
from .joining import joined
from .outcome import outcome_of_row
from .parking import park_step

Evaluate = Callable[[Connection, Place, Node], None]


class Control:
    """The local activities of control nodes.

    Args:
        database: where processes are.
        cipher: derives the tokens of callback steps.
    """

    def __init__(self, database: Database, cipher: Cipher) -> None:
        self._database = database
        self._cipher = cipher

    def activities(self) -> list[Callable[..., Any]]:
        """What the worker registers."""
        return [self.fan_out, self.join, self.sleep, self.wake, self.expect]

    @activity.defn(name=FAN_OUT)
    async def fan_out(self, call: StepCall) -> Outcome:
        """Freeze the items of a foreach (or the branches of a parallel): a retry meets the same ones."""
        return await self._once(call, self._fan_out)

    @activity.defn(name=JOIN)
    async def join(self, call: StepCall) -> Outcome:
        """Merge what the branches changed, in their order; what they disagree on parks here."""
        return await self._once(call, self._join)

    @activity.defn(name=SLEEP)
    async def sleep(self, call: StepCall) -> Outcome:
        """Decide once until when to sleep."""
        return await self._once(call, self._sleep)

    @activity.defn(name=WAKE)
    async def wake(self, call: StepCall) -> Outcome:
        """Record that a sleep is over."""
        return await asyncio.to_thread(self._wake, call)

    @activity.defn(name=EXPECT)
    async def expect(self, call: StepCall) -> Outcome:
        """Make a callback step ready for its call, before its action can cause it."""
        return await self._once(call, self._expect)

    async def _once(self, call: StepCall, evaluate: Evaluate) -> Outcome:
        return await asyncio.to_thread(self._record, call, evaluate)

    def _record(self, call: StepCall, evaluate: Evaluate) -> Outcome:
        place = Place.of(call)
        with self._database.transaction() as connection:
            parent = lock_process(connection, place.process_id)
            row = step_row(connection, place)
            over = is_over(parent)
            if row is None and not over:
                node = find_node(
                    [Node.from_json(item) for item in parent.plan], place.position.removesuffix(JOIN_SUFFIX)
                )
                try:
                    evaluate(connection, place, node)
                except StateError as error:
                    failure = Failure(type(error).__name__, str(error))
                    park_step(connection, place, node, failure, reporter=parent.reporter)
                row = step_row(connection, place)
        return outcome_of_row(row, aborting=over)

    def _fan_out(self, connection: Connection, place: Place, node: Node) -> None:
        if node.kind is NodeKind.PARALLEL:
            branches: dict[str, dict[str, Any]] = {
                branch_position(place.position, index): {} for index in range(len(node.steps))
            }
            insert_control(connection, place, node, result={"branches": len(branches)})
            insert_branches(connection, place.process_id, branches)
            return
        state = view_at(place.position, load_overlays(connection, place.process_id, place.position)).state
        items = _items(node, state)
        begun = {item_position(place.position, key): overlay for key, overlay in items}
        insert_control(connection, place, node, result={"items": items})
        insert_branches(connection, place.process_id, begun)

    def _join(self, connection: Connection, place: Place, node: Node) -> None:
        fan_out = place.position.removesuffix(JOIN_SUFFIX)
        if node.kind is NodeKind.PARALLEL:
            names = {branch_position(fan_out, index): branch.title for index, branch in enumerate(node.steps)}
            items: Sequence[tuple[str, Mapping[str, Any]]] = ()
        else:
            done = completed_step(connection, place.process_id, fan_out)
            items = done.result["items"] if done is not None else []
            names = {item_position(fan_out, key): key for key, _ in items}
        view = view_at(fan_out, load_overlays(connection, place.process_id, fan_out))
        overlays = branch_overlays(connection, place.process_id, names)
        decided = _decided(connection, place)
        delta = view.to_branch(joined(node, view.state, names, overlays, dict(items), decided=decided))
        insert_control(connection, place, node, delta=delta)
        merge_state(connection, place.process_id, fan_out, delta)
        delete_branches(connection, place.process_id, names)

    def _sleep(self, connection: Connection, place: Place, node: Node) -> None:
        until = datetime.now(UTC) + timedelta(seconds=node.options.get("seconds", 0))
        if key := node.options.get("until"):
            state = view_at(place.position, load_overlays(connection, place.process_id, place.position)).state
            until = _time(node, state, key)
        insert_open_step(
            connection,
            place,
            node,
            StepStatus.WAITING,
            result={"until": until.isoformat()},
        )

    def _wake(self, call: StepCall) -> Outcome:
        place = Place.of(call)
        with self._database.transaction() as connection:
            parent = lock_process(connection, place.process_id)
            row = step_row(connection, place)
            over = is_over(parent)
            if row is not None and row.status == StepStatus.WAITING and not over:
                update_step(
                    connection,
                    place,
                    {"status": StepStatus.COMPLETED.value, "finished_at": func.clock_timestamp()},
                )
                refresh_summary(connection, place.process_id)
                row = step_row(connection, place)
        return outcome_of_row(row, aborting=over)

    def _expect(self, connection: Connection, place: Place, node: Node) -> None:
        since = datetime.now(UTC)
        result = {"since": since.isoformat()}
        if timeout := node.options.get("timeout"):
            result["until"] = (since + timedelta(seconds=timeout)).isoformat()
        insert_open_step(
            connection,
            place,
            node,
            StepStatus.WAITING,
            token_hash=self._cipher.fingerprint(callback_token(self._cipher, place)),
            result=result,
        )


def _items(node: Node, state: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """The items of a foreach, each with its key and what its branch begins with."""
    name, key_name = node.options["items"], node.options.get("key")
    if name not in state:
        raise StateKeyError(f"{node.title!r} repeats for each of {name!r}, which is not in State.")
    found = state[name]
    if not isinstance(found, list):
        raise StateTypeError(
            f"{node.title!r} repeats for each of {name!r}, which is {type(found).__name__}, no list."
        )
    items: dict[str, dict[str, Any]] = {}
    for index, item in enumerate(found):
        if key_name is not None and not (isinstance(item, dict) and key_name in item):
            raise StateKeyError(
                f"{node.title!r}: item {index} of {name!r} has no {key_name!r} to be known by: {item!r:.100}."
            )
        key = str(item[key_name] if key_name is not None else index)
        if key in items:
            raise StateTypeError(
                f"{node.title!r}: two items of {name!r} have the {key_name} {key!r}; it must be unique."
            )
        items[key] = {"item": item, "item_key": key}
    return list(items.items())


def _time(node: Node, state: Mapping[str, Any], key: str) -> datetime:
    if key not in state:
        raise StateKeyError(f"{node.title!r} sleeps until {key!r}, which is not in State.")
    try:
        return TypeAdapter(AwareDatetime).validate_python(state[key])
    except ValidationError:
        raise StateTypeError(
            f"{node.title!r} sleeps until {key!r}, which is {state[key]!r:.100} and no time with a zone."
        ) from None


def _decided(connection: Connection, place: Place) -> dict[str, Any]:
    """The values that an operator gave when retrying this join: they settle what the branches disagree on."""
    if place.generation == 1:
        return {}
    row = step_row(connection, Place(place.process_id, place.position, place.generation - 1))
    return Delta.from_json(row.delta).changed if row is not None else {}
