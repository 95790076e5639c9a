"""Finding subscriptions by what is in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar, cast, get_args, get_origin
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from .documents import StoredForm
from .errors import SubscriptionError
from .lifecycle import TERMINATED, SubscriptionLifecycle
from .misfits import misfits
from .stages import StagedModel, models_in
from .store import current_store
from .subscription import BASE_FIELDS, SubscriptionModel

S = TypeVar("S", bound=SubscriptionModel)


@dataclass(frozen=True, slots=True)
class Query:
    """What a store is asked for.

    Args:
        model: subscriptions of this class.
        statuses: in one of these statuses.
        customer_id: of this customer, or of anybody.
        contains: JSON documents, each to be contained in the subscription's.
        free: none of its blocks is held by another subscription for itself alone.
        free_for: what this subscription holds counts as free.
    """

    model: type[SubscriptionModel]
    statuses: frozenset[SubscriptionLifecycle]
    customer_id: str | None
    contains: tuple[Mapping[str, Any], ...]
    free: bool = False
    free_for: UUID | None = None


def find(
    model: type[S],
    *,
    status: SubscriptionLifecycle | Iterable[SubscriptionLifecycle] | None = None,
    customer_id: str | None = None,
    where: Mapping[str, Any] | None = None,
    free: bool | SubscriptionModel = False,
) -> list[S]:
    """Stored subscriptions of a model, oldest first; not yet those that this step is only making.

    Args:
        model: a stage class; what has another class in its present status is not found.
        status: one or several; without, every status that has this class, but not the terminated ones.
        customer_id: whose.
        where: values by path from the subscription's own fields, such as ``{"core_link.ports.name": "1/1"}``;
            in a list one fitting element is enough. A block of another subscription, such as ``PortBlock.ref(id)``,
            finds those that refer to it; what is inside of a reference is not looked at.
        free: leave out those with a block that some subscription holds for itself alone (see `Exclusive`). Given a
            subscription, as in a modify, what that one holds counts as free.

    Raises:
        SubscriptionError: the model has no such field, or a value does not fit it.
    """
    if status is None:
        statuses = frozenset(SubscriptionLifecycle) - {TERMINATED}
    else:
        statuses = frozenset({status} if isinstance(status, str) else status)
    contains = tuple(_containing(model, path, value) for path, value in (where or {}).items())
    free_for = None if isinstance(free, bool) else free.subscription_id
    query = Query(model, statuses, customer_id, contains, free=free is not False, free_for=free_for)
    return cast("list[S]", current_store().find(query))


def choices(subscriptions: Iterable[SubscriptionModel]) -> dict[str, str]:
    """Id and description of each, as fields of forms want their options."""
    return {str(subscription.subscription_id): subscription.description for subscription in subscriptions}


_ELSEWHERE = StoredForm(None)
"""Every block that has an owner is a reference, as it is in the documents that refer to it."""


def _containing(model: type[StagedModel], path: str, value: Any) -> dict[str, Any]:
    name, _, rest = path.partition(".")
    own = {name: info for name, info in model.model_fields.items() if name not in BASE_FIELDS}
    if name not in own:
        near = get_close_matches(name, own, n=1) or sorted(own)
        raise SubscriptionError(
            f"{model.__qualname__} has no field {name!r} to look into; it has {', '.join(near)}."
        )
    info = own[name]
    if not rest:
        return {name: _json(model, name, info, value)}
    blocks = models_in(info)
    if not blocks:
        raise SubscriptionError(f"{model.__qualname__}.{name} holds no block, so there is no {rest!r} in it.")
    # Of several kinds the first that has such a field decides how the value is written.
    first = next((block for block in blocks if rest.partition(".")[0] in block.model_fields), blocks[0])
    inside = _containing(first, rest, value)
    return {name: [inside] if _is_list(info) else inside}


def _json(model: type[StagedModel], name: str, info: FieldInfo, value: Any) -> Any:
    wanted = [value] if _is_list(info) and not isinstance(value, list) else value
    limited: Any = Annotated[info.annotation, info]
    adapter: TypeAdapter[Any] = TypeAdapter(limited)
    try:
        return adapter.dump_python(
            adapter.validate_python(wanted), mode="json", polymorphic_serialization=True, context=_ELSEWHERE
        )
    except ValidationError as error:
        raise SubscriptionError(
            f"{model.__qualname__}.{name} is never {value!r:.60}: {misfits(error)}."
        ) from None


def _is_list(info: FieldInfo) -> bool:
    return list in {get_origin(info.annotation), *map(get_origin, get_args(info.annotation))}
