"""Customers: whose the subscriptions are."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ..db.customer_views import read_customers
from ..db.customers import create_customer, customer_by_id, remove_customer, rename_customer
from ..domain.customer import Customer, Line
from .actor import Actor
from .connections import Connected
from .pages import Page, Part, page
from .problems import documented

router = APIRouter(prefix="/customers", tags=["customers"])


class Renaming(BaseModel):
    """What a customer is called from now on."""

    model_config = ConfigDict(extra="forbid")

    name: Line = Field(description="The new name.")


@router.get("", responses=documented(400, 422, 503))
def list_customers(query: Annotated[Part, Query()], connections: Connected) -> Page[Customer]:
    """Customers by the moment they were added."""
    with connections.database.reading() as connection:
        return page(
            read_customers(connection, query.slice()),
            lambda row: Customer(customer_id=row.customer_id, name=row.name),
        )


@router.post("", status_code=201, responses=documented(400, 409, 413, 415, 422, 503))
def add_customer(body: Customer, connections: Connected, actor: Actor) -> Customer:
    """Add a customer under an id of your own."""
    return create_customer(connections.database, body, actor=actor)


@router.get("/{customer_id:path}", responses=documented(404, 422, 503))
def get_customer(customer_id: Line, connections: Connected) -> Customer:
    """One customer."""
    return customer_by_id(connections.database, customer_id)


@router.patch("/{customer_id:path}", responses=documented(400, 404, 409, 413, 415, 422, 503))
def change_customer(customer_id: Line, body: Renaming, connections: Connected, actor: Actor) -> Customer:
    """Rename a customer."""
    return rename_customer(connections.database, customer_id, body.name, actor=actor)


@router.delete("/{customer_id:path}", status_code=204, responses=documented(404, 409, 422, 503))
def delete_customer(customer_id: Line, connections: Connected, actor: Actor) -> None:
    """Remove a customer who never had a subscription."""
    remove_customer(connections.database, customer_id, actor=actor)
