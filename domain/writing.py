"""Writing values into a subscription by their paths, as far as they fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from .blocks import ProductBlockModel
from .errors import SubscriptionError
from .misfits import misfits
from .subscription import SubscriptionModel


def write_values(subscription: SubscriptionModel, values: Mapping[str, Any]) -> None:
    """Give fields of a subscription's blocks other values.

    Args:
        subscription: which one.
        values: JSON by path, such as ``{"database.connection_limit": 7}`` or ``{"core_link.ports.0.mtu": 9000}``.

    Raises:
        SubscriptionError: a path leads to no field of a block, or a value does not fit it.
    """
    for path, value in values.items():
        _write(subscription, path, value)


def _write(subscription: SubscriptionModel, path: str, value: Any) -> None:
    *way, name = path.split(".")
    block: Any = subscription
    for part in way:
        block = _inside(block, part)
    info = type(block).model_fields.get(name) if isinstance(block, ProductBlockModel) else None
    if info is None or info.frozen:
        raise SubscriptionError(
            f"{type(subscription).__qualname__} has no field {path!r} in a block of its own."
        )
    kind: Any = info.annotation
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    try:
        # By way of JSON text, as documents are read: there strings are dates and decimals even in strict fields. The
        # field's own limits are looked at when it is assigned.
        setattr(block, name, adapter.validate_json(to_json(value)))
    except ValidationError as error:
        raise SubscriptionError(f"{path} cannot be {value!r:.60}: {misfits(error)}.") from None


def _inside(block: Any, part: str) -> Any:
    match block:
        case list() if part.isdecimal() and int(part) < len(block):
            return block[int(part)]
        case SubscriptionModel() | ProductBlockModel() if part in type(block).model_fields:
            return getattr(block, part)
    return None
