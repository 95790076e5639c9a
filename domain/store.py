"""The door through which models, forms and steps reach stored subscriptions; `db` implements it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from .errors import PerdureError

if TYPE_CHECKING:
    from .customer import Customer
    from .find import Query
    from .product import Product, ProductModel
    from .subscription import SubscriptionModel


class SubscriptionStore(Protocol):
    """Subscriptions as one step or one form sees them: one object each, changes kept apart until the end."""

    def product(self, reference: UUID | str) -> ProductModel:
        """The product of this id or name.

        Raises:
            NotFoundError: there is none.
        """

    def declared(self, product: ProductModel) -> Product:
        """What the code of this process says about a product.

        Raises:
            DefinitionError: no loaded plug-in declares it.
        """

    def customers(self) -> list[Customer]:
        """Every customer, by name."""

    def add(self, subscription: SubscriptionModel) -> None:
        """Take a new subscription in."""

    def replace(self, old: SubscriptionModel, new: SubscriptionModel) -> None:
        """Let another object stand for a subscription from now on."""

    def load(
        self, subscription_id: UUID, *, at: datetime | None = None, version: int | None = None
    ) -> SubscriptionModel:
        """A subscription in the class of its product and status.

        Raises:
            NotFoundError: there is none, or was none then.
        """

    def find(self, query: Query) -> list[SubscriptionModel]:
        """The subscriptions that a query describes, oldest first."""


_store: ContextVar[SubscriptionStore] = ContextVar("store")


@contextmanager
def bind_store(store: SubscriptionStore) -> Iterator[SubscriptionStore]:
    """Let models find this store while the block runs, in this thread or task and what asyncio starts from it."""
    token = _store.set(store)
    try:
        yield store
    finally:
        _store.reset(token)


def current_store() -> SubscriptionStore:
    """The store that is bound.

    Raises:
        PerdureError: none is; subscriptions are reached from steps, forms and checks.
    """
    try:
        return _store.get()
    except LookupError:
        raise PerdureError(
            "No store is bound here: subscriptions can be made and loaded inside a step, a form or a check "
            "(elsewhere: `with bind_store(…)`)."
        ) from None
