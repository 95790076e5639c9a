"""Products as lists and details show them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, func, select

from ..domain.errors import NotFoundError
from ..domain.lifecycle import TERMINATED
from .tables import product, subscription


def read_products(connection: Connection) -> Sequence[Row[Any]]:
    """Every product, by name, with the number of its subscriptions that are not terminated."""
    return connection.execute(_products().order_by(product.c.name)).all()


def read_product(connection: Connection, product_id: UUID) -> Row[Any]:
    """One product.

    Raises:
        NotFoundError: there is none.
    """
    found = connection.execute(_products().where(product.c.product_id == product_id)).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no product {product_id}.")
    return found


def _products() -> Select[Any]:
    in_use = (
        select(func.count())
        .where(subscription.c.product_id == product.c.product_id, subscription.c.status != TERMINATED)
        .scalar_subquery()
    )
    return select(product, in_use.label("subscriptions"))
