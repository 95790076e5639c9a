"""How a subscription begins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from pydantic import ValidationError

from .blocks import filled
from .errors import SubscriptionError
from .lifecycle import INITIAL
from .misfits import misfits
from .store import current_store

if TYPE_CHECKING:
    from .subscription import SubscriptionModel

S = TypeVar("S", bound="SubscriptionModel")


def new_subscription(model: type[S], product: UUID | str, customer_id: str, values: Mapping[str, Any]) -> S:
    """See `SubscriptionModel.new`."""
    store = current_store()
    row = store.product(product)
    declared = store.declared(row)
    target = declared.model.class_for(INITIAL)
    if not issubclass(target, model):
        if not issubclass(declared.model, model):
            raise SubscriptionError(
                f"Product {row.name!r} has subscriptions of {target.__qualname__}, "
                f"not of {model.__qualname__}."
            )
        raise SubscriptionError(
            f"A new subscription is {INITIAL}: begin with {target.__qualname__}.new(…) instead of "
            f"{model.__qualname__}.new(…), and go on with from_other_lifecycle."
        )
    if wrong := {"status", "version", *declared.fixed_inputs} & values.keys():
        raise SubscriptionError(
            f"{target.__qualname__}.new sets {', '.join(sorted(wrong))} itself; leave it out."
        )
    known = {
        "description": row.name,
        **declared.fixed_inputs,
        **values,
        "product": row,
        "customer_id": customer_id,
    }
    try:
        subscription = target(**filled(target, known))
    except ValidationError as error:
        raise SubscriptionError(f"{target.__qualname__} cannot begin: {misfits(error)}.") from None
    store.add(subscription)
    return subscription
