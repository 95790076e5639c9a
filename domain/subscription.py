"""The model that every subscription's class inherits from; what is done to it stands in a file per verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Self, cast
from uuid import UUID, uuid4

from pydantic import (
    AwareDatetime,
    ConfigDict,
    Field,
    ValidationError,
    create_model,
    field_validator,
    model_validator,
)

from .blocks import ProductBlockModel
from .creation import new_subscription
from .errors import DefinitionError, SubscriptionError
from .lifecycle import INITIAL, SubscriptionLifecycle
from .loading import load_subscription
from .misfits import misfits
from .product import ProductModel
from .references import adopt
from .stages import StagedModel, models_in
from .transition import change_status


class SubscriptionModel(StagedModel):
    """One customer's instance of a product, with a class per stage of life.

    ``class CoreLinkInactive(SubscriptionModel, is_base=True)`` is a base,
    ``class CoreLink(CoreLinkInactive, lifecycle=[ACTIVE])`` what it must be once active. A subclass's own
    fields are blocks (alone or in lists), which change, and fixed inputs, from the product.
    """

    subscription_id: UUID = Field(default_factory=uuid4, frozen=True)
    product: ProductModel = Field(frozen=True)
    customer_id: str
    status: SubscriptionLifecycle = Field(default=INITIAL, validate_default=True)
    insync: bool = False
    description: str = ""
    note: str | None = None
    start_date: AwareDatetime | None = None
    end_date: AwareDatetime | None = None
    version: int = Field(default=0, frozen=True)

    @classmethod
    def __pydantic_init_subclass__(
        cls, *, is_base: bool = False, lifecycle: Iterable[SubscriptionLifecycle | str] = (), **keywords: Any
    ) -> None:
        """Register the class for its stages.

        Raises:
            DefinitionError: an unknown class keyword, or stages that do not fit together.
        """
        if keywords:
            raise DefinitionError(
                f"{cls.__qualname__}: a subscription's class keywords are is_base and lifecycle, "
                f"not {', '.join(keywords)}."
            )
        if is_base:
            cls.begin_stages()
        cls.claim_stages(lifecycle)

    @classmethod
    def new(cls, product: UUID | str, customer_id: str, **values: Any) -> Self:
        """A new subscription: initial, with the product's fixed inputs and an empty block tree.

        Args:
            product: the product's id or name.
            customer_id: whose it is.
            values: blocks, and fields such as ``note``.

        Raises:
            NotFoundError: there is no such product.
            SubscriptionError: the product has another model, or the first stage's class requires more values.
        """
        return new_subscription(cls, product, customer_id, values)

    @classmethod
    def from_product_id(cls, product_id: UUID | str, customer_id: str, **values: Any) -> Self:
        """`new`, as users of orchestrator-core know it."""
        return cls.new(product_id, customer_id, **values)

    @classmethod
    def from_other_lifecycle(cls, subscription: SubscriptionModel, status: SubscriptionLifecycle) -> Self:
        """The subscription in another status, as an object of that status's class, to be used from now on.

        The first time active sets the start date, terminated the end date.

        Raises:
            LifecycleError: there is no way from here to there, or values that the next stage needs lack.
        """
        return change_status(cls, subscription, status)

    @classmethod
    def from_subscription_id(
        cls, subscription_id: UUID | str, at: datetime | None = None, version: int | None = None
    ) -> Self:
        """The subscription, in the class of its product and status; one object per step or form.

        Args:
            subscription_id: which one.
            at: as it was at this time; such an object cannot be saved.
            version: as it was in this version; such an object cannot be saved.

        Raises:
            NotFoundError: there is no such subscription, or was none then.
            LifecycleError: its status has a class that is none of this one; the message says what to do.
        """
        return load_subscription(cls, subscription_id, at=at, version=version)

    @classmethod
    def class_for(cls, status: SubscriptionLifecycle) -> type[SubscriptionModel]:
        """The class of this model's subscriptions in a status."""
        stages = cls.__stages__
        return cast("type[SubscriptionModel]", stages.at(status)) if stages else cls

    @property
    def product_block_model(self) -> ProductBlockModel:
        """The root block.

        Raises:
            DefinitionError: the class has no or several fields that hold one block.
        """
        names = [
            name
            for name, info in type(self).model_fields.items()
            if models_in(info) and not isinstance(getattr(self, name), list)
        ]
        if len(names) != 1:
            raise DefinitionError(
                f"{type(self).__qualname__} has {len(names)} root blocks ({', '.join(names) or 'none'}); "
                f"product_block_model is for classes with one, name the field instead."
            )
        return getattr(self, names[0])  # type: ignore[no-any-return]

    def describe(self) -> str:
        """One line for people who choose among subscriptions; recomputed whenever one is saved."""
        return self.description

    @classmethod
    def fixed_inputs(cls) -> frozenset[str]:
        """The names of the fixed inputs: the class's own fields that hold no blocks."""
        own = cls.model_fields.keys() - BASE_FIELDS
        return frozenset(name for name in own if not models_in(cls.model_fields[name]))

    @classmethod
    def check_fixed_inputs(cls, product: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """The product's values in the types that the class names.

        Raises:
            DefinitionError: one is missing, unknown or does not fit.
        """
        names = sorted(cls.fixed_inputs())
        fields: dict[str, Any] = {
            name: (cls.model_fields[name].annotation, cls.model_fields[name]) for name in names
        }
        inputs = create_model("FixedInputs", __config__=ConfigDict(extra="forbid"), **fields)
        try:
            checked = inputs.model_validate(values)
        except ValidationError as error:
            raise DefinitionError(
                f"Product {product!r} has other fixed inputs than {cls.__qualname__}, which wants "
                f"{', '.join(names) or 'none'}: {misfits(error)}."
            ) from None
        return {name: getattr(checked, name) for name in values}

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "status":
            raise SubscriptionError(
                f"A status is not assigned (found: subscription.status = {value!r}); write "
                f"subscription = {type(self).__qualname__}.from_other_lifecycle(subscription, {value!r})."
            )
        if name in self.fixed_inputs():
            raise SubscriptionError(
                f"{name} is a fixed input of product {self.product.name!r}, the same in all subscriptions; "
                f"keep what changes in a block."
            )
        super().__setattr__(name, value)

    @model_validator(mode="after")
    def _own_what_is_nobodys(self) -> Self:
        adopt(self)
        return self

    @field_validator("status")
    @classmethod
    def _class_of_status(cls, status: SubscriptionLifecycle) -> SubscriptionLifecycle:
        expected = cls.class_for(status)
        if issubclass(cls, expected):
            return status
        raise ValueError(f"{cls.__qualname__} is not for {status}, {expected.__qualname__} is")


BASE_FIELDS = frozenset(SubscriptionModel.model_fields)
"""The fields that every subscription has."""
