"""Drift items: differences that validations found, and what people answer them with."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class DriftState(StrEnum):
    """Where a drift item is."""

    OPEN = "open"
    SUPPRESSED = "suppressed"
    RESTORING = "restoring"
    ADOPTING = "adopting"
    CLOSED = "closed"


class DriftAnswer(StrEnum):
    """What somebody decided about a drift item."""

    SUPPRESS = "suppress"
    RESTORE = "restore"
    ADOPT = "adopt"


class Resolution(StrEnum):
    """Why a drift item is closed: it went by itself or by hand, was answered, or has nothing left to be true of."""

    GONE = "gone"
    RESTORED = "restored"
    ADOPTED = "adopted"
    TERMINATED = "terminated"


class DriftItem(BaseModel):
    """The drift item that a process answers; State has it under ``drift_item``.

    Args:
        drift_item_id: which one.
        path: what differs.
        expected: what we believed.
        observed: what the system said.
        adopt: what adopting means: values by path in the subscription.
    """

    model_config = ConfigDict(frozen=True)

    drift_item_id: UUID
    path: str
    expected: Any = None
    observed: Any = None
    adopt: dict[str, Any] | None = None
