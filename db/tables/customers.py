"""Customers."""

from sqlalchemy import Column, ColumnElement, Index, Table, Text, func

from .metadata import metadata, now

customer = Table(
    "customer",
    metadata,
    Column("customer_id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    now("created_at"),
)
CUSTOMER_ORDER: ColumnElement[str] = func.lower(customer.c.name, type_=Text)
Index("ix_customer_lower_name", CUSTOMER_ORDER)
