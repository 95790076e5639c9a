"""Which step of which process: the key of a row, and what is said to an attempt that comes too late."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    and_,
)

from ..domain.errors import ConflictError
from ..domain.position import UNDO_PREFIX
from ..domain.process import StepCall
from .tables import process_step


class StaleAttemptError(ConflictError):
    """This attempt came too late: the process has moved on, so nothing of it was kept."""

    code = "stale_attempt"


@dataclass(frozen=True, slots=True)
class Place:
    """One generation of one step."""

    process_id: UUID
    position: str
    generation: int

    @classmethod
    def of(cls, call: StepCall) -> Place:
        """The place that an activity was called for."""
        return cls(UUID(call.process_id), call.position, call.generation)

    @property
    def undoes(self) -> bool:
        """Whether it takes another step back."""
        return self.position.startswith(UNDO_PREFIX)


def at(place: Place) -> Any:
    """The condition that a row of `process_step` is this one's."""
    return and_(
        process_step.c.process_id == place.process_id,
        process_step.c.position == place.position,
        process_step.c.generation == place.generation,
    )
