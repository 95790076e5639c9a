"""Customers as lists show them."""

from sqlalchemy import Connection, select

from .paging import Rows, Slice, read_slice
from .tables import customer


def read_customers(connection: Connection, part: Slice) -> Rows:
    """One page of customers, by the moment they were created.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    return read_slice(connection, select(customer), customer.c.created_at, customer.c.customer_id, part)
