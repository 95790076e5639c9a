"""The workflow that takes over into a subscription what a check has observed."""

from __future__ import annotations

from typing import Final

from ..activities.drift_answers import ADOPT
from ..activities.step import step
from ..domain.catalogue import Plugin
from ..domain.drift import DriftItem
from ..domain.lifecycle import TERMINATED, SubscriptionLifecycle
from ..domain.state import State
from ..domain.subscription import SubscriptionModel
from ..domain.writing import write_values
from .lifecycle import modify_workflow
from .step_list import StepList, begin

_ALIVE: Final = frozenset(SubscriptionLifecycle) - {TERMINATED}


@step("Adopt what was observed", key="perdure.adopt_observed")
def adopt_observed(subscription: SubscriptionModel, drift_item: DriftItem) -> State:
    """Write the values that the check named."""
    write_values(subscription, drift_item.adopt or {})
    return {"subscription": subscription}


def for_an_item(drift_item: DriftItem | None = None) -> str | None:
    """Refuse a start that answers no drift item."""
    return (
        None
        if drift_item
        else "Adopt drift answers a drift item: choose one under Drift, and adopt it there."
    )


@modify_workflow("Adopt drift", product=(), allowed_statuses=_ALIVE, run_predicate=for_an_item)
def adopt_drift() -> StepList:
    """One step; the drift item is closed in the transaction that ends the process."""
    return begin >> adopt_observed


assert adopt_drift.name == ADOPT  # noqa: S101 — the name is written twice, because imports go down

plugin = Plugin("perdure", workflows=[adopt_drift])
