"""Customers as lists show them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select

from .paging import Rows, Slice, read_slice
from .tables import customer


def read_customers(connection: Connection, part: Slice) -> Rows:
    """One page of customers, by the moment they were created.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    return read_slice(connection, select(customer), customer.c.created_at, customer.c.customer_id, part)


def find_customers(connection: Connection, words: str, *, limit: int) -> Sequence[Row[Any]]:
    """Customers whose name or id has each of these words, by name."""
    named = [
        or_(
            customer.c.name.icontains(word, autoescape=True),
            customer.c.customer_id.icontains(word, autoescape=True),
        )
        for word in words.split()
    ]
    return connection.execute(
        select(customer).where(and_(*named)).order_by(customer.c.name).limit(limit)
    ).all()
