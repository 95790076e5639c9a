"""Products: what can be ordered."""

from typing import Any, Self
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import Row

from ..db.product_views import read_product, read_products
from ..domain.catalogue import catalogue
from .connections import Connected
from .problems import documented
from .workflows import WorkflowSummary

router = APIRouter(prefix="/products", tags=["products"])


class ProductDetail(BaseModel):
    """A product and the workflows of its subscriptions."""

    product_id: UUID = Field(description="Its id here; answers to a create form name it.")
    name: str = Field(description="Its name.")
    description: str = Field(description="What it is, for people.")
    tag: str = Field(description="Its kind.")
    status: str = Field(description="Whether it is offered.")
    fixed_inputs: dict[str, Any] = Field(description="What it fixes for all its subscriptions.")
    subscriptions: int = Field(description="How many of its subscriptions are not terminated.")
    workflows: list[WorkflowSummary] = Field(
        description="What can be done with it; empty when no code declares it."
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The detail of a row."""
        declared = sorted(catalogue.workflows.values(), key=lambda workflow: workflow.name)
        workflows = [
            WorkflowSummary.of(workflow)
            for workflow in declared
            if any(product.name == row.name for product in workflow.products)
        ]
        return cls.model_validate({**row._asdict(), "workflows": workflows})


@router.get("", responses=documented(503))
def list_products(connections: Connected) -> list[ProductDetail]:
    """Every product, by name."""
    with connections.database.reading() as connection:
        return [ProductDetail.of(row) for row in read_products(connection)]


@router.get("/{product_id}", responses=documented(404, 422, 503))
def get_product(product_id: UUID, connections: Connected) -> ProductDetail:
    """One product."""
    with connections.database.reading() as connection:
        return ProductDetail.of(read_product(connection, product_id))
