"""How a subscription is found again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from .errors import BadRequestError, LifecycleError, SubscriptionError
from .lifecycle import SubscriptionLifecycle
from .store import current_store

if TYPE_CHECKING:
    from .subscription import SubscriptionModel

S = TypeVar("S", bound="SubscriptionModel")


def load_subscription(
    model: type[S], subscription_id: UUID | str, *, at: datetime | None = None, version: int | None = None
) -> S:
    """See `SubscriptionModel.from_subscription_id`."""
    found = current_store().load(subscription_uuid(subscription_id), at=at, version=version)
    if isinstance(found, model):
        return found
    raise _unfit(found, model)


def subscription_uuid(subscription_id: UUID | str) -> UUID:
    """The id of a subscription, of which State has the text.

    Raises:
        BadRequestError: it is none.
    """
    try:
        return subscription_id if isinstance(subscription_id, UUID) else UUID(subscription_id)
    except (ValueError, AttributeError, TypeError):
        raise BadRequestError(
            f"{subscription_id!r:.100} is no subscription id; it should be a UUID."
        ) from None


def _unfit(found: SubscriptionModel, model: type[SubscriptionModel]) -> SubscriptionError:
    who = f"Subscription {found.subscription_id} ({found.product.name})"
    if found.__stages__ is not model.__stages__:
        return SubscriptionError(f"{who} is of {type(found).__qualname__}, not of {model.__qualname__}.")
    fitting = [status for status in SubscriptionLifecycle if issubclass(found.class_for(status), model)]
    return LifecycleError(
        f"{who} is {found.status}, which makes it a {type(found).__qualname__}; {model.__qualname__} is for "
        f"{' or '.join(fitting) or 'no status'}. Add set_status({fitting[0].name if fitting else '…'}) "
        f"before this step, or annotate {type(found).__qualname__}."
    )
