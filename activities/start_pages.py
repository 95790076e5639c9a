"""The first pages that Perdure adds: which product for which customer, or which subscription."""

from __future__ import annotations

from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, create_model

from ..db.engine import Database
from ..db.standing import Standing, last_change, standing, standings
from ..domain.customer import DEFAULT_CUSTOMER_ID
from ..domain.definitions import WorkflowDefinition
from ..domain.errors import LockedError, RefusedError
from ..domain.store import current_store
from ..forms import FormGenerator, FormPage, choice
from .availability import locked, why_not

_OFFERED: Final = 200
"""So many subscriptions are listed on the page; with more, the client sends an id of its own knowledge."""


def create_form(definition: WorkflowDefinition) -> FormGenerator:
    """Ask for the product (when there are several) and the customer (unless the author's form does)."""
    store = current_store()
    names = {str(store.product(product.name).product_id): product.name for product in definition.products}
    only = next(iter(names)) if len(names) == 1 else ...
    fields: dict[str, Any] = {"product": (choice("Product", names), Field(only, title="Product"))}
    if not definition.asks_customer:
        customers = choice(
            "Customer", {customer.customer_id: customer.name for customer in store.customers()}
        )
        fields["customer_id"] = (customers, Field(DEFAULT_CUSTOMER_ID, title="Customer"))
    answers = (yield create_model("OrderPage", __base__=FormPage, **fields)).answers()
    return {**answers, "product_name": names[answers["product"]]}


def subscription_form(database: Database, definition: WorkflowDefinition) -> FormGenerator:
    """Ask for the subscription, and for the version that the client saw.

    Raises:
        LockedError: another process works on it.
        RefusedError: the workflow may not start on it now.
    """
    found: dict[UUID, Standing] = {}

    def known(subscription_id: UUID) -> UUID:
        with database.reading() as connection:
            row = standing(connection, subscription_id)
        if row is None:
            raise ValueError(f"There is no subscription {subscription_id}")
        found[subscription_id] = row
        return subscription_id

    def current(version: int | None, info: ValidationInfo) -> int | None:
        row = found.get(info.data.get("subscription_id", UUID(int=0)))
        if version is not None and row is not None and version != row.version:
            raise ValueError(_stale(database, row, version))
        return version

    page = create_model(
        "SubscriptionPage",
        __base__=FormPage,
        subscription_id=(
            Annotated[UUID, AfterValidator(known)],
            Field(title="Subscription", json_schema_extra=_options(database, definition)),
        ),
        version=(Annotated[int | None, AfterValidator(current)], Field(None, title="Version")),
    )
    answers = yield page
    row = found[answers.subscription_id]
    if reason := locked(definition, row):
        raise LockedError(reason, process_id=str(row.locked_by))
    if reason := why_not(definition, row):
        raise RefusedError(reason)
    return {
        "subscription_id": str(row.subscription_id),
        "product": str(row.product_id),
        "product_name": row.product_name,
        "customer_id": row.customer_id,
        "version": row.version,
        "subscription": {"subscription_id": str(row.subscription_id), "version": row.version},
    }


def _options(database: Database, definition: WorkflowDefinition) -> dict[str, Any]:
    names = [product.name for product in definition.products]
    with database.reading() as connection:
        offered = standings(connection, names, definition.allowed_statuses, limit=_OFFERED + 1)
    hints: dict[str, Any] = {"format": "subscriptionId"}
    if 0 < len(offered) <= _OFFERED:
        hints["enum"] = [str(row.subscription_id) for row in offered]
        hints["options"] = {str(row.subscription_id): row.description or row.product_name for row in offered}
    return hints


def _stale(database: Database, row: Standing, version: int) -> str:
    with database.reading() as connection:
        change = last_change(connection, row.subscription_id)
    who = (
        f" by {change.reporter} ({change.title}) at {change.created_at:%Y-%m-%d %H:%M:%S %Z}"
        if change
        else ""
    )
    return (
        f"The subscription is at version {row.version}, not {version}: it was changed{who}; look at it again"
    )
