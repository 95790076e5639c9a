"""Customers: whose the subscriptions are."""

from dataclasses import dataclass

from .store import current_store

DEFAULT_CUSTOMER_ID = "default"


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who has subscriptions."""

    customer_id: str
    name: str


def customers() -> list[Customer]:
    """Every customer, by name; for forms and steps."""
    return current_store().customers()
