"""What a step asks for beside its result; it happens in the transaction that records the step, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(slots=True)
class Wishes:
    """Collected by `StepContext` while a step runs.

    Args:
        secrets: to be kept, by name.
        claims: keys to be claimed, each with the subscription that is to hold it (None: the step's own).
        released: keys to be given up.
        locks: further subscriptions to be locked.
        abort: to end the process here: ``reason`` and ``undo``.
    """

    secrets: dict[str, str] = field(default_factory=dict, repr=False)
    claims: dict[str, UUID | None] = field(default_factory=dict)
    released: set[str] = field(default_factory=set)
    locks: set[UUID] = field(default_factory=set)
    abort: dict[str, Any] | None = None
