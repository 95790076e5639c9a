"""What a step asks for beside its result; it happens in the transaction that records the step, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from pydantic_core import to_jsonable_python


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

    def to_json(self) -> dict[str, Any]:
        """The wishes, to be kept; secrets are not."""
        document: dict[str, Any] = to_jsonable_python(
            {
                "claims": self.claims,
                "released": sorted(self.released),
                "locks": sorted(self.locks),
                "abort": self.abort,
            }
        )
        return document

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """The wishes that `to_json` wrote."""
        return cls(
            claims={key: UUID(holder) if holder else None for key, holder in document["claims"].items()},
            released=set(document["released"]),
            locks={UUID(locked) for locked in document["locks"]},
            abort=document["abort"],
        )
