"""State: what one step leaves for the next, a dict with string keys and JSON values."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from copy import deepcopy
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic_core import PydanticSerializationError, to_json, to_jsonable_python

from .difference import difference
from .errors import StepResultError
from .secret_values import holds_secret
from .subscription import SubscriptionModel
from .text import is_storable

MAX_STATE_BYTES: Final = 16_000_000
"""Largest State: well under what one row and one API answer carry with ease (PostgreSQL's limit is 255 MB of JSONB)."""


class _StateMarker:
    """Tells a ``state: State`` parameter from a ``payload: dict[str, Any]``."""


STATE_MARKER: Final = _StateMarker()

State = Annotated[dict[str, Any], STATE_MARKER]
"""Annotate a parameter with it to receive a copy of everything; annotate a step's result with it."""


class _Remove:
    def __repr__(self) -> str:
        return "REMOVE"


REMOVE: Final = _Remove()
"""As a value in a step's result: take this key out of State."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What a step changed in State."""

    changed: dict[str, Any]
    removed: tuple[str, ...] = ()

    def apply(self, state: Mapping[str, Any]) -> dict[str, Any]:
        """State after the change."""
        return {key: value for key, value in {**state, **self.changed}.items() if key not in self.removed}

    def to_json(self) -> dict[str, Any]:
        """As it is stored with the step's row; ``removed`` is left out when empty."""
        return {"changed": self.changed} | ({"removed": list(self.removed)} if self.removed else {})

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Delta:
        """The delta that `to_json` wrote."""
        return cls(dict(document.get("changed", {})), tuple(document.get("removed", ())))


def delta_of(state: Mapping[str, Any], result: object, step: str) -> Delta:
    """The difference that a step's result makes: only the keys that changed.

    Args:
        state: State before the step, as JSON.
        result: what the step returned: a mapping, or None for no change.
        step: the step's title, for messages.

    Raises:
        StepResultError: the result is no mapping, has a key that is no string, or a value that JSON cannot hold.
    """
    if result is None:
        return Delta({})
    if not isinstance(result, Mapping):
        raise StepResultError(
            f"Step {step!r} returned {type(result).__name__} {result!r:.100}; return a dict or None."
        )
    changed: dict[str, Any] = {}
    removed: list[str] = []
    for key, value in result.items():
        if not isinstance(key, str):
            raise StepResultError(f"Step {step!r} returned the key {key!r}; State's keys are strings.")
        if value is REMOVE:
            removed += [key] if key in state else []
            continue
        converted = _to_json(value, f"Step {step!r}, key {key!r}")
        if key not in state or difference(state[key], converted):
            changed[key] = converted
    return Delta(changed, tuple(removed))


def check_size(state: Mapping[str, Any], step: str) -> None:
    """Refuse a State that is too large to keep.

    Raises:
        StepResultError: it is over `MAX_STATE_BYTES`; the message names the largest keys.
    """
    sizes = {key: len(to_json(value)) for key, value in state.items()}
    total = sum(sizes.values())
    if total > MAX_STATE_BYTES:
        largest = sorted(sizes, key=lambda key: sizes[key], reverse=True)[:3]
        listed = ", ".join(f"{key} ({sizes[key]:,} bytes)" for key in largest)
        raise StepResultError(
            f"After step {step!r} State would have {total:,} bytes, over the limit of {MAX_STATE_BYTES:,}. "
            f"Largest keys: {listed}. Keep large data elsewhere and its address in State."
        )


def reference(subscription: SubscriptionModel) -> dict[str, Any]:
    """How a subscription appears in State: never as a copy that grows stale."""
    return {"subscription_id": str(subscription.subscription_id), "version": subscription.version}


def _to_json(value: object, where: str) -> Any:
    match value:
        case SubscriptionModel():
            return reference(value)
        case Mapping():
            return {str(_scalar(key, where)): _to_json(item, where) for key, item in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_to_json(item, where) for item in value]
    if holds_secret(value):
        raise StepResultError(f"{where}: a secret does not go into State; use StepContext.store_secret.")
    converted = _scalar(value, where)
    # What pydantic made of a model may still have in it what JSON has not.
    return _to_json(converted, where) if isinstance(converted, dict | list) else converted


def _scalar(value: object, where: str) -> Any:
    try:
        converted = to_jsonable_python(value)
    except (PydanticSerializationError, UnicodeError) as error:
        raise StepResultError(
            f"{where}: {type(value).__name__} cannot be stored as JSON ({error})."
        ) from error
    if isinstance(converted, float) and not math.isfinite(converted):
        raise StepResultError(f"{where}: {converted} is not a JSON number.")
    if isinstance(converted, str) and not is_storable(converted):
        raise StepResultError(
            f"{where}: a text has NUL or half a surrogate pair, which cannot be stored as JSON."
        )
    return converted


# --- from perdure import state --------------------------------------------------------------------------------

_current: ContextVar[Mapping[str, Any] | None] = ContextVar("perdure_state", default=None)


class CurrentState(Mapping[str, Any]):
    """A read-only view of the State of the step that is running, so that ``return state | {…}`` works anywhere.

    It gives copies: what a step changes in place and returns must still differ from what was there.
    """

    def __getitem__(self, key: str) -> Any:
        return deepcopy(self._state()[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._state())

    def __len__(self) -> int:
        return len(self._state())

    def __or__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return {**deepcopy(dict(self._state())), **other}

    def __ror__(self, other: Mapping[str, Any]) -> dict[str, Any]:
        return {**other, **deepcopy(dict(self._state()))}

    def _state(self) -> Mapping[str, Any]:
        state = _current.get()
        if state is None:
            raise RuntimeError("perdure.state exists only while a step or a form runs.")
        return state


state: Final = CurrentState()


@contextmanager
def bind_state(value: Mapping[str, Any]) -> Iterator[None]:
    """Make ``value`` what `state` shows inside the block."""
    token = _current.set(value)
    try:
        yield
    finally:
        _current.reset(token)
