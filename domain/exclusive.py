"""References of which there is one at a time: a port that one circuit ends on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_args
from uuid import UUID

from .references import own_blocks
from .stages import StagedModel

if TYPE_CHECKING:
    from .subscription import SubscriptionModel

T = TypeVar("T")


class _Mark:
    def __repr__(self) -> str:
        return "Exclusive"


_MARK = _Mark()

Exclusive = Annotated[T, _MARK]
"""Around a block in a field's annotation, such as ``ports: list[Exclusive[PortBlock]]``: of the blocks of other
subscriptions that stand there, each stands in one such field of one subscription at a time."""


def exclusive_references(subscription: SubscriptionModel) -> dict[UUID, UUID]:
    """The blocks that a subscription wants for itself alone: their ids, each with its owner's."""
    own = [subscription, *(block for _, block in own_blocks(subscription))]
    found = {}
    for model in own:
        for name in _exclusive_fields(type(model)):
            for block in _blocks(getattr(model, name)):
                owner = block.owner_subscription_id
                if owner not in {None, subscription.subscription_id}:
                    found[block.subscription_instance_id] = owner
    return found


@cache
def _exclusive_fields(model: type[StagedModel]) -> tuple[str, ...]:
    return tuple(
        name
        for name, info in model.model_fields.items()
        if _MARK in info.metadata or _is_marked(info.annotation)
    )


def _is_marked(annotation: Any) -> bool:
    return _MARK in getattr(annotation, "__metadata__", ()) or any(map(_is_marked, get_args(annotation)))


def _blocks(value: Any) -> Iterator[Any]:
    if isinstance(value, StagedModel):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _blocks(item)
