"""How a subscription gets from one status to the next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from .errors import LifecycleError
from .lifecycle import ACTIVE, TERMINATED, SubscriptionLifecycle, check_transition
from .misfits import misfits
from .store import current_store

if TYPE_CHECKING:
    from .subscription import SubscriptionModel

S = TypeVar("S", bound="SubscriptionModel")


def change_status(model: type[S], subscription: SubscriptionModel, status: SubscriptionLifecycle) -> S:
    """See `SubscriptionModel.from_other_lifecycle`."""
    status = SubscriptionLifecycle(status)
    target = subscription.class_for(status)
    if not issubclass(target, model):
        raise LifecycleError(
            f"Subscription {subscription.subscription_id} becomes {target.__qualname__} when it is {status}, "
            f"not {model.__qualname__}; call {target.__qualname__}.from_other_lifecycle."
        )
    check_transition(subscription.status, status)
    if isinstance(subscription, target) and subscription.status == status:
        return subscription
    values = subscription.model_dump(round_trip=True, warnings=False, polymorphic_serialization=True)
    values["status"] = status
    if status == ACTIVE:
        values["start_date"] = subscription.start_date or datetime.now(UTC)
    if status == TERMINATED:
        values["end_date"] = subscription.end_date or datetime.now(UTC)
    try:
        # A class that has fewer fields than the one before leaves the rest behind, in the versions so far.
        changed = target.model_validate(values, extra="ignore", by_name=True)
    except ValidationError as error:
        raise LifecycleError(
            f"Subscription {subscription.subscription_id} cannot become {status} yet, because "
            f"{target.__qualname__} requires more than it has: {misfits(error)}."
        ) from None
    current_store().replace(subscription, changed)
    return changed
