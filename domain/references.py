"""References: blocks of one subscription that stand in another one too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from pydantic import ValidationInfo
from pydantic_core import CoreSchema, core_schema

from .documents import IDENTITY, REFERENCE, Reference, member_name
from .errors import LifecycleError, SubscriptionError
from .loading import subscription_uuid
from .stages import StagedModel
from .store import current_store

if TYPE_CHECKING:
    from .blocks import ProductBlockModel
    from .subscription import SubscriptionModel

B = TypeVar("B", bound="ProductBlockModel")

Owners = Mapping[UUID, "SubscriptionModel"]
"""Subscriptions by id, among them all that one refers to; what makes references blocks again, as pydantic's context."""


def referenced_block(block: type[B], subscription_id: UUID | str) -> B:
    """See `ProductBlockModel.ref`."""
    owner = current_store().load(subscription_uuid(subscription_id))
    who = f"Subscription {owner.subscription_id} ({owner.description})"
    found = {path: one for path, one in own_blocks(owner) if _same_kind(one, block)}
    if len(found) > 1:
        raise SubscriptionError(
            f"{who} has {len(found)} blocks of {block.__qualname__}: {', '.join(found)}. Load it and take the one "
            "that you mean."
        )
    if not found:
        raise SubscriptionError(f"{who} is a {type(owner).__qualname__}, which has no {block.__qualname__}.")
    (only,) = found.values()
    if not isinstance(only, block):
        raise LifecycleError(
            f"{who} is {owner.status}, which makes its block a {type(only).__qualname__}, and {block.__qualname__} is "
            f"asked for. Choose a subscription whose status fits, or write {type(only).__qualname__}.ref."
        )
    return only


def own_blocks(subscription: SubscriptionModel) -> Iterator[tuple[str, ProductBlockModel]]:
    """The blocks that are a subscription's own, each with its path."""
    return ((path, block) for path, block in _blocks(subscription) if not _is_elsewhere(block, subscription))


def references_of(subscription: SubscriptionModel) -> Iterator[tuple[str, ProductBlockModel]]:
    """The blocks of other subscriptions that stand in this one, each with its path here."""
    return ((path, block) for path, block in _blocks(subscription) if _is_elsewhere(block, subscription))


def adopt(subscription: SubscriptionModel) -> None:
    """Make every block in a subscription that is nobody's this one's."""
    for _, block in own_blocks(subscription):
        block.belongs_to(subscription.subscription_id)


def refuse_circles(subscription: SubscriptionModel, owners: Owners) -> None:
    """Make sure that a subscription does not refer to itself by way of others: none of them could be loaded first.

    Raises:
        SubscriptionError: it does; the message names those on the way.
    """

    def follow(one: SubscriptionModel, way: tuple[str, ...]) -> None:
        for owner_id in {block.owner_subscription_id for _, block in references_of(one)}:
            if owner_id == subscription.subscription_id:
                raise SubscriptionError(
                    f"Subscription {subscription.subscription_id} would refer to itself by way of {' and '.join(way)}; "
                    "let one of them have the block itself."
                )
            other = owners.get(owner_id) if owner_id else None
            if other is not None:
                follow(other, (*way, f"{other.subscription_id} ({other.description})"))

    follow(subscription, ())


def or_reference(block: type[ProductBlockModel], schema: CoreSchema) -> CoreSchema:
    """The schema of a field that holds a block: the block itself, or a reference to be resolved.

    Args:
        block: the field's class.
        schema: the schema of that class.
    """
    # In a choice it must not go by the class's name in the definitions: that is the name of the choice now.
    itself: Any = dict(schema)
    name = itself.pop("ref")
    uuid = core_schema.typed_dict_field(core_schema.uuid_schema(strict=False))
    reference = core_schema.typed_dict_schema({REFERENCE: uuid, IDENTITY: uuid}, extra_behavior="forbid")

    def resolved(found: dict[str, UUID], info: ValidationInfo[Owners | None]) -> ProductBlockModel:
        return _resolved(block, Reference(found[REFERENCE], found[IDENTITY]), info.context or {})

    def choose(value: Any) -> str | None:
        if not isinstance(value, dict):
            return "$own"
        if REFERENCE in value:
            return REFERENCE
        return "$own" if member_name(value) in {None, block.kind()} else None

    choices = {
        REFERENCE: core_schema.with_info_after_validator_function(resolved, reference),
        "$own": cast("CoreSchema", itself),
    }
    return core_schema.tagged_union_schema(
        choices,
        choose,
        ref=name,
        custom_error_type="other_kind",
        custom_error_message=f"Value error, is stored as a block that is no {block.kind() or block.__qualname__}",
    )


def _resolved(wanted: type[ProductBlockModel], reference: Reference, owners: Owners) -> ProductBlockModel:
    owner = owners.get(reference.subscription_id)
    if owner is None:
        raise ValueError(
            f"refers to subscription {reference.subscription_id}, which is not loaded; write {wanted.__qualname__}.ref"
        )
    who = f"subscription {owner.subscription_id} ({owner.description}), which is {owner.status}"
    for _, block in own_blocks(owner):
        if block.subscription_instance_id == reference.subscription_instance_id:
            if isinstance(block, wanted):
                return block
            raise ValueError(
                f"refers to the {type(block).__qualname__} of {who}, where {wanted.__qualname__} is needed"
            )
    raise ValueError(
        f"refers to block {reference.subscription_instance_id} of {who}, which has no such block"
    )


def _same_kind(one: ProductBlockModel, block: type[ProductBlockModel]) -> bool:
    return isinstance(one, block) or (one.__stages__ is not None and one.__stages__ is block.__stages__)


def _is_elsewhere(block: ProductBlockModel, subscription: SubscriptionModel) -> bool:
    return block.owner_subscription_id not in {None, subscription.subscription_id}


def _blocks(subscription: SubscriptionModel) -> Iterator[tuple[str, ProductBlockModel]]:
    """Every block that stands in a subscription; of references not what is inside them."""

    def inside(value: Any, path: str) -> Iterator[tuple[str, ProductBlockModel]]:
        match value:
            case StagedModel():
                block = cast("ProductBlockModel", value)
                yield path, block
                if not _is_elsewhere(block, subscription):
                    for name in type(block).model_fields:
                        yield from inside(getattr(block, name), f"{path}.{name}")
            case list() | tuple():
                for index, item in enumerate(value):
                    yield from inside(item, f"{path}.{index}")
            case dict():
                for key, item in value.items():
                    yield from inside(item, f"{path}.{key}")

    for name in type(subscription).model_fields:
        yield from inside(getattr(subscription, name), name)
