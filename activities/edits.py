"""Edited State: what an operator changes before a retry, checked against the steps that will read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..domain.catalogue import catalogue
from ..domain.errors import StateError, UnprocessableError
from ..domain.plan import Node, walk
from ..domain.position import UNDO_PREFIX
from ..domain.state import Delta, delta_of
from .reserved import RESERVED
from .step import Step


class EditsError(UnprocessableError):
    """Edited values do not fit the steps that read them.

    Args:
        faults: why not, by key.
    """

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(" ".join(faults[key] for key in sorted(faults)))
        self.faults = faults


def checked_edits(
    plan: Sequence[Node], position: str, state: Mapping[str, Any], edits: Mapping[str, Any]
) -> Delta:
    """The change that these edits make.

    Args:
        plan: of the process.
        position: the failed step.
        state: State as that step sees it.
        edits: new values by key.

    Raises:
        UnprocessableError: a key is Perdure's own.
        EditsError: a value does not fit a step that reads it.
    """
    if forbidden := sorted(RESERVED & edits.keys()):
        raise UnprocessableError(f"{', '.join(forbidden)} cannot be edited: Perdure itself keeps them.")
    faults: dict[str, str] = {}
    first = int(position.removeprefix(UNDO_PREFIX).partition("/")[0])
    for node in walk(plan[first:]):
        step = catalogue.steps.get(node.key)
        if isinstance(step, Step):
            for key in edits.keys() & set(step.injection.names):
                try:
                    step.injection.check(key, edits[key])
                except StateError as error:
                    faults.setdefault(key, str(error))
    if faults:
        raise EditsError(faults)
    return delta_of(state, edits, "an operator's edit")
