"""Product blocks: the parts that subscriptions are built of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Any, ClassVar, Self, get_args, get_origin
from uuid import UUID, uuid4

from annotated_types import Len, MinLen
from pydantic import Field, ValidationError
from pydantic.fields import FieldInfo

from .errors import DefinitionError, SubscriptionError
from .lifecycle import SubscriptionLifecycle
from .misfits import misfits
from .stages import StagedModel, models_in


class ProductBlockModel(StagedModel):
    """A part of a subscription, with a class per stage of life.

    ``class PortBlockInactive(ProductBlockModel, product_block_name="Port")`` is a base,
    ``class PortBlock(PortBlockInactive, lifecycle=[ACTIVE])`` what it must be once active.
    """

    product_block_name: ClassVar[str] = ""

    subscription_instance_id: UUID = Field(default_factory=uuid4, frozen=True)

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        product_block_name: str = "",
        lifecycle: Iterable[SubscriptionLifecycle | str] = (),
        **keywords: Any,
    ) -> None:
        """Register the class for its stages.

        Raises:
            DefinitionError: an unknown class keyword, or stages that do not fit together.
        """
        if keywords:
            raise DefinitionError(
                f"{cls.__qualname__}: a product block's class keywords are product_block_name and lifecycle, "
                f"not {', '.join(keywords)}."
            )
        if product_block_name:
            cls.product_block_name = product_block_name
            cls.begin_stages()
        cls.claim_stages(lifecycle)

    @classmethod
    def new(cls, **values: Any) -> Self:
        """A block with these values, and with empty blocks, empty lists and None where nothing is given.

        Raises:
            SubscriptionError: a value that the class requires is missing, or one does not fit.
        """
        try:
            return cls(**filled(cls, values))
        except ValidationError as error:
            raise SubscriptionError(f"{cls.__qualname__} cannot be made: {misfits(error)}.") from None


def filled(model: type[StagedModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values, with something empty for every field that has neither value nor default, where possible."""
    complete = dict(values)
    for name, info in model.model_fields.items():
        if name not in complete and info.is_required() and (empty := _empty(info)) is not _NOTHING:
            complete[name] = empty
    return complete


_NOTHING = object()


def _empty(info: FieldInfo) -> Any:
    if NoneType in get_args(info.annotation):
        return None
    blocks = [model for model in models_in(info) if issubclass(model, ProductBlockModel)]
    if get_origin(info.annotation) is list:
        # "two ends at least" means: begin with two empty ones.
        least = max(
            (limit.min_length for limit in info.metadata if isinstance(limit, MinLen | Len)), default=0
        )
        return [block.new() for block in blocks[:1] for _ in range(least)]
    return blocks[0].new() if blocks else _NOTHING
