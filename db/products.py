"""Product rows: the mirror of what code declares."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from pydantic_core import to_jsonable_python
from sqlalchemy import Connection, Row, select, tuple_
from sqlalchemy.dialects.postgresql import insert

from ..domain.catalogue import Catalogue
from ..domain.errors import NotFoundError
from ..domain.product import ProductModel
from .engine import Database
from .tables import product

PRODUCT_COLUMNS = tuple(product.c[name].label(f"product_{name}") for name in ProductModel.model_fields)
"""What `product_model` reads; labelled, because subscriptions have descriptions and statuses too."""

_MIRRORED = ("description", "tag", "fixed_inputs")


def mirror_products(database: Database, catalogue: Catalogue) -> None:
    """Give every product of the catalogue its row; any number of processes may do so at once, and again.

    Rows that no code declares any more stay: their subscriptions do too.
    """
    rows = [
        {
            "product_id": uuid4(),
            "name": declared.name,
            "description": declared.description,
            "tag": declared.tag,
            "fixed_inputs": to_jsonable_python(dict(declared.fixed_inputs)),
        }
        # In one order everywhere, so that two processes never wait for each other's rows.
        for _, declared in sorted(catalogue.products.items())
    ]
    if not rows:
        return
    statement = insert(product).values(rows)
    given = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=[product.c.name],
        set_={name: given[name] for name in _MIRRORED},
        where=tuple_(*(product.c[name] for name in _MIRRORED)).is_distinct_from(
            tuple_(*(given[name] for name in _MIRRORED))
        ),
    )
    with database.transaction() as connection:
        connection.execute(statement)


def list_products(connection: Connection) -> Sequence[ProductModel]:
    """Every product, by name."""
    return [
        product_model(row) for row in connection.execute(select(*PRODUCT_COLUMNS).order_by(product.c.name))
    ]


def product_by_id(connection: Connection, product_id: UUID) -> ProductModel:
    """The product with that id.

    Raises:
        NotFoundError: there is none.
    """
    row = connection.execute(select(*PRODUCT_COLUMNS).where(product.c.product_id == product_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no product {product_id}.")
    return product_model(row)


def product_by_name(connection: Connection, name: str) -> ProductModel:
    """The product of that name.

    Raises:
        NotFoundError: there is none; the message has the names that there are.
    """
    known = {found.name: found for found in list_products(connection)}
    if name not in known:
        raise NotFoundError(
            f"There is no product {name[:100]!r}. Known products: {', '.join(known) or 'none'}."
        )
    return known[name]


def product_model(row: Row[Any]) -> ProductModel:
    """The product in a row that has `PRODUCT_COLUMNS`."""
    found = row._mapping  # noqa: SLF001 — SQLAlchemy's public way to a row by names
    return ProductModel(**{name: found[f"product_{name}"] for name in ProductModel.model_fields})
