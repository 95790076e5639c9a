"""Customers: whose the subscriptions are."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from .store import current_store

DEFAULT_CUSTOMER_ID = "default"

# One line of visible text: it stands in addresses, lists and messages.
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$"),
]


class Customer(BaseModel):
    """Somebody who has subscriptions."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    customer_id: Line = Field(description="Chosen by whoever adds the customer; never changes.")
    name: Line = Field(description="For people; unique too.")


def customers() -> list[Customer]:
    """Every customer, by name; for forms and steps."""
    return current_store().customers()
