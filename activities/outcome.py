"""What an activity tells the interpreter: the row of a step, made small enough for Temporal's history."""

from __future__ import annotations

import json
from typing import Any, Final

from sqlalchemy import Row

from ..domain.process import Decision, Outcome, StepStatus
from ..domain.state import Delta

MAX_HISTORY_BYTES: Final = 16_000
"""A larger delta travels as the list of its keys: two hundred of this size stay under the 4 MB at which Temporal
suggests to continue as new."""


def outcome_of_row(row: Row[Any] | None, *, aborting: bool = False) -> Outcome:
    """The outcome that a step's row stands for; without a row, that there is none yet."""
    if row is None:
        return Outcome(None, aborting=aborting)
    delta = Delta.from_json(row.delta)
    return completed_outcome(
        delta,
        row.subscriptions,
        row.result,
        status=StepStatus(row.status),
        decision=row.decision,
        aborting=aborting,
    )


def completed_outcome(
    delta: Delta,
    subscriptions: list[dict[str, Any]],
    result: Any = None,
    *,
    status: StepStatus = StepStatus.COMPLETED,
    decision: dict[str, Any] | None = None,
    aborting: bool = False,
) -> Outcome:
    """The outcome of a step with this delta and these changed subscriptions."""
    large = len(json.dumps(delta.changed)) > MAX_HISTORY_BYTES
    return Outcome(
        status=status,
        changed={} if large else delta.changed,
        keys=sorted(delta.changed) if large else [],
        result=brief(result),
        subscriptions=[change["subscription_id"] for change in subscriptions],
        decision=Decision(decision["kind"]) if decision else None,
        aborting=aborting,
    )


def brief(result: Any) -> dict[str, Any]:
    """What the interpreter needs of a result: of items the keys, of a check nothing."""
    if not isinstance(result, dict):
        return {}
    brief = {name: result[name] for name in ("taken", "until", "since", "assignee") if name in result}
    return brief | ({"items": [key for key, _ in result["items"]]} if "items" in result else {})
