"""The first pages that Perdure adds: which product for which customer, or which subscription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Protocol
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, create_model

from ..db.engine import Database
from ..db.standing import Standing, last_change, standing, standings
from ..domain.customer import DEFAULT_CUSTOMER_ID
from ..domain.definitions import WorkflowDefinition
from ..domain.errors import LockedError, RefusedError
from ..domain.store import current_store
from ..forms import FormPage, choice
from .availability import locked, why_not

_OFFERED: Final = 200
"""So many subscriptions are listed on the page; with more, the client sends an id of its own knowledge."""

_TITLES: Final[Mapping[str, Mapping[str, str]]] = {
    "en": {
        "product": "Product",
        "customer_id": "Customer",
        "subscription_id": "Subscription",
        "version": "Version",
    },
    "nl": {
        "product": "Product",
        "customer_id": "Klant",
        "subscription_id": "Abonnement",
        "version": "Versie",
    },
    "de": {
        "product": "Produkt",
        "customer_id": "Kunde",
        "subscription_id": "Abonnement",
        "version": "Version",
    },
}


class FirstPage(Protocol):
    """A page that comes before the author's own."""

    def page(self) -> type[FormPage]:
        """The page, drawn from the database."""

    def taken(self, answers: Any) -> dict[str, Any]:
        """What its answers put into State."""


class OrderPage:
    """Asks for the product (when there are several) and the customer (unless the author's form does).

    Args:
        definition: the workflow.
        locale: language of the page.
    """

    def __init__(self, definition: WorkflowDefinition, locale: str) -> None:
        self._definition = definition
        self._titles = _TITLES[locale]
        self._names: dict[str, str] = {}

    def page(self) -> type[FormPage]:
        """See `FirstPage`."""
        store = current_store()
        names = {str(store.product(one.name).product_id): one.name for one in self._definition.products}
        self._names = names
        only = next(iter(names)) if len(names) == 1 else ...
        fields: dict[str, Any] = {
            "product": (choice("Product", names), Field(only, title=self._titles["product"]))
        }
        if not self._definition.asks_customer:
            customers = choice(
                "Customer", {customer.customer_id: customer.name for customer in store.customers()}
            )
            title = self._titles["customer_id"]
            fields["customer_id"] = (customers, Field(DEFAULT_CUSTOMER_ID, title=title))
        return create_model("OrderPage", __base__=FormPage, **fields)

    def taken(self, answers: FormPage) -> dict[str, Any]:
        """See `FirstPage`."""
        given = answers.answers()
        return {**given, "product_name": self._names[given["product"]]}


class SubscriptionPage:
    """Asks for the subscription, and for the version that the client saw.

    Args:
        database: where subscriptions are.
        definition: the workflow.
        locale: language of the page.
    """

    def __init__(self, database: Database, definition: WorkflowDefinition, locale: str) -> None:
        self._database = database
        self._definition = definition
        self._titles = _TITLES[locale]
        self._found: dict[UUID, Standing] = {}

    def page(self) -> type[FormPage]:
        """See `FirstPage`."""
        subscription = Field(title=self._titles["subscription_id"], json_schema_extra=self._options())
        return create_model(
            "SubscriptionPage",
            __base__=FormPage,
            subscription_id=(Annotated[UUID, AfterValidator(self._known)], subscription),
            version=(
                Annotated[int | None, AfterValidator(self._current)],
                Field(None, title=self._titles["version"]),
            ),
        )

    def taken(self, answers: Any) -> dict[str, Any]:
        """See `FirstPage`.

        Raises:
            LockedError: another process works on it.
            RefusedError: the workflow may not start on it now.
        """
        row = self._found[answers.subscription_id]
        if reason := locked(self._definition, row):
            raise LockedError(reason, process_id=str(row.locked_by))
        if reason := why_not(self._definition, row):
            raise RefusedError(reason)
        return {
            "subscription_id": str(row.subscription_id),
            "product": str(row.product_id),
            "product_name": row.product_name,
            "customer_id": row.customer_id,
            "version": row.version,
            "subscription": {"subscription_id": str(row.subscription_id), "version": row.version},
        }

    def _options(self) -> dict[str, Any]:
        definition = self._definition
        names = [product.name for product in definition.products]
        with self._database.reading() as connection:
            offered = standings(connection, names, definition.allowed_statuses, limit=_OFFERED + 1)
        hints: dict[str, Any] = {"format": "subscriptionId"}
        if 0 < len(offered) <= _OFFERED:
            hints["enum"] = [str(row.subscription_id) for row in offered]
            hints["options"] = {
                str(row.subscription_id): row.description or row.product_name for row in offered
            }
        return hints

    def _known(self, subscription_id: UUID) -> UUID:
        with self._database.reading() as connection:
            row = standing(connection, subscription_id)
        if row is None:
            raise ValueError(f"There is no subscription {subscription_id}")
        self._found[subscription_id] = row
        return subscription_id

    def _current(self, version: int | None, info: ValidationInfo) -> int | None:
        row = self._found.get(info.data.get("subscription_id", UUID(int=0)))
        if version is not None and row is not None and version != row.version:
            raise ValueError(self._stale(row, version))
        return version

    def _stale(self, row: Standing, version: int) -> str:
        with self._database.reading() as connection:
            change = last_change(connection, row.subscription_id)
        who = (
            f" by {change.reporter} ({change.title}) at {change.created_at:%Y-%m-%d %H:%M:%S %Z}"
            if change
            else ""
        )
        return f"The subscription is at version {row.version}, not {version}: it was changed{who}; look at it again"
