"""What each step changed in State, key by key, with what was there before."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Final

from ..api.process_models import ProcessStep
from ..domain.difference import ABSENT, Difference, difference

_LATE: Final = datetime.max.replace(tzinfo=UTC)

_OWN_STATE: Final = ("branch:", "item:", "focus:", "again:", "undo:")
"""In positions of steps that see another State than the steps around them."""

Key = tuple[str, int]
"""Position and generation of a step."""


def changes_of(steps: Iterable[ProcessStep]) -> dict[Key, list[Difference]]:
    """The changes of every step that made any.

    What was there before is known for the steps that share the process's own State, and absent for the others: they
    run side by side, and what one of them found there is not for another to tell.

    Args:
        steps: of a process.
    """
    state: dict[str, Any] = {}
    found = {}
    for step in sorted(steps, key=lambda step: step.finished_at or _LATE):
        shared = not any(mark in step.position for mark in _OWN_STATE)
        changes = _changes(step, state if shared else {})
        if changes:
            found[step.position, step.generation] = changes
        if shared:
            state |= step.delta.changed
            for key in step.delta.removed:
                state.pop(key, None)
    return found


def _changes(step: ProcessStep, state: dict[str, Any]) -> list[Difference]:
    changes = []
    for key, value in step.delta.changed.items():
        if key in state:
            changes += difference({key: state[key]}, {key: value})
        else:
            changes.append(Difference(key, ABSENT, value))
    return changes + [Difference(key, state.get(key, ABSENT), ABSENT) for key in step.delta.removed]
