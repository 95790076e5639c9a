"""The tables, as SQLAlchemy Core sees them; the migrations build the same ones, a test compares."""

from .asking import draft, uploaded_file, uploaded_part
from .customers import CUSTOMER_ORDER, customer
from .metadata import metadata
from .operation import TIMELINE_EVENTS, engine, event, saved_view, schedule
from .processes import (
    process,
    process_attempt,
    process_begun,
    process_kept_result,
    process_secret,
    process_state,
    process_step,
    process_subscription,
)
from .subscriptions import (
    DESCRIPTION_ORDER,
    claim,
    product,
    subscription,
    subscription_lock,
    subscription_relation,
    subscription_version,
)
from .validations import drift_item, validation

__all__ = [
    "CUSTOMER_ORDER",
    "DESCRIPTION_ORDER",
    "TIMELINE_EVENTS",
    "claim",
    "customer",
    "draft",
    "drift_item",
    "engine",
    "event",
    "metadata",
    "process",
    "process_attempt",
    "process_begun",
    "process_kept_result",
    "process_secret",
    "process_state",
    "process_step",
    "process_subscription",
    "product",
    "saved_view",
    "schedule",
    "subscription",
    "subscription_lock",
    "subscription_relation",
    "subscription_version",
    "uploaded_file",
    "uploaded_part",
    "validation",
]
