"""Product blocks: the parts that subscriptions are built of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import NoneType
from typing import Any, ClassVar, Self, get_args, get_origin
from uuid import UUID, uuid4

from annotated_types import Len, MinLen
from pydantic import Field, GetCoreSchemaHandler, PrivateAttr, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema

from .documents import IDENTITY, REFERENCE, StoredForm
from .errors import DefinitionError, SubscriptionError
from .lifecycle import SubscriptionLifecycle
from .misfits import misfits
from .references import or_reference, referenced_block
from .stages import StagedModel, models_in


class ProductBlockModel(StagedModel):
    """A part of a subscription, with a class per stage of life.

    ``class PortBlockInactive(ProductBlockModel, product_block_name="Port")`` is a base,
    ``class PortBlock(PortBlockInactive, lifecycle=[ACTIVE])`` what it must be once active.
    """

    product_block_name: ClassVar[str] = ""

    subscription_instance_id: UUID = Field(default_factory=uuid4, frozen=True)

    _owner: UUID | None = PrivateAttr(default=None)

    @property
    def owner_subscription_id(self) -> UUID | None:
        """The subscription that it is a part of; None as long as it is of none.

        A block that stands in another subscription than its owner is a reference there.
        """
        return self._owner

    def belongs_to(self, subscription_id: UUID) -> None:
        """Make it a part of a subscription, unless it is a part of one already."""
        self._owner = self._owner or subscription_id

    @classmethod
    def ref(cls, subscription_id: UUID | str) -> Self:
        """The block of another subscription, to be put into this one as a reference.

        It is the very block of that subscription, in the class of that one's status: to change it is to change that
        subscription, and takes its lock.

        Args:
            subscription_id: the other subscription. It has one block of this kind; of several take the one you mean
                from the loaded subscription and put it where you want it, that is a reference too.

        Raises:
            NotFoundError: there is no such subscription.
            LifecycleError: its status has another class of this block than this one.
            SubscriptionError: it has no such block, or several.
        """
        return referenced_block(cls, subscription_id)

    @classmethod
    def kind(cls) -> str:
        """The block's name."""
        return cls.product_block_name

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """In a field: a block, or a reference to one."""
        schema = handler(source)
        # Not yet complete means that it is the schema of the class itself.
        return or_reference(cls, schema) if cls.__dict__.get("__pydantic_complete__") else schema

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

    def _reference(self, form: StoredForm) -> dict[str, Any] | None:
        if self._owner is None or self._owner == form.subscription_id:
            return None
        return {REFERENCE: str(self._owner), IDENTITY: str(self.subscription_instance_id)}


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
    # Where several kinds are possible nobody but the author knows which one is meant.
    if get_origin(info.annotation) is list:
        # "two ends at least" means: begin with two empty ones.
        least = max(
            (limit.min_length for limit in info.metadata if isinstance(limit, MinLen | Len)), default=0
        )
        if least and len(blocks) > 1:
            return _NOTHING
        return [block.new() for block in blocks for _ in range(least)]
    return blocks[0].new() if len(blocks) == 1 else _NOTHING
