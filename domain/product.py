"""Products: what can be ordered, as code declares it and as a subscription carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from .subscription import SubscriptionModel


@dataclass(frozen=True)
class Product:
    """Something that customers can order; several may share one model.

    Args:
        name: unique; matches the product with its row, so renaming makes a new product.
        model: any stage class of the subscriptions.
        fixed_inputs: values for the model's own scalar fields, the same in all subscriptions of this product.
        tag: groups products, for filters.
        description: for people who choose among products.

    Raises:
        DefinitionError: the fixed inputs are not those that the model has.
    """

    name: str
    model: type[SubscriptionModel]
    fixed_inputs: Mapping[str, Any] = field(default_factory=dict)
    tag: str = ""
    description: str = ""

    def __post_init__(self) -> None:
        fixed_inputs = self.model.check_fixed_inputs(self.name, self.fixed_inputs)
        object.__setattr__(self, "fixed_inputs", MappingProxyType(fixed_inputs))


class ProductModel(BaseModel):
    """A product's row, as its subscriptions carry it."""

    model_config = ConfigDict(frozen=True)

    product_id: UUID
    name: str
    description: str = ""
    tag: str = ""
    status: str = "active"
