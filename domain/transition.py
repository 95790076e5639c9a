"""How a subscription gets from one status to the next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

from pydantic import ValidationError

from .documents import StoredForm, members_known
from .errors import LifecycleError
from .lifecycle import ACTIVE, TERMINATED, SubscriptionLifecycle, check_transition
from .misfits import misfits
from .references import references_of
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
    store = current_store()
    owners = {block.owner_subscription_id for _, block in references_of(subscription)}
    form = StoredForm(subscription.subscription_id)
    values = subscription.model_dump(
        round_trip=True, warnings=False, polymorphic_serialization=True, context=form
    )
    values["status"] = status
    if status == ACTIVE:
        values["start_date"] = subscription.start_date or datetime.now(UTC)
    if status == TERMINATED:
        values["end_date"] = subscription.end_date or datetime.now(UTC)
    try:
        # A class that has fewer fields than the one before leaves the rest behind, in the versions so far.
        with members_known(values) as plain:
            changed = target.model_validate(
                plain, extra="ignore", by_name=True, context={one: store.load(one) for one in owners if one}
            )
    except ValidationError as error:
        raise LifecycleError(
            f"Subscription {subscription.subscription_id} cannot become {status} yet, because "
            f"{target.__qualname__} requires more than it has: {misfits(error)}."
        ) from None
    store.replace(subscription, changed)
    return changed
