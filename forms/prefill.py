"""Prefill: which of given values may be shown on a page before anybody has answered it."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, ValidationError

from .anatomy import read_only_fields, wire_fields, wire_name
from .secrets import without_secrets
from .submitted import usable_part

# A value that is taken away can make another one wrong; this often it is looked at again.
_ROUNDS = 10


def valid_part(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of values by field name, what the page asks for and would take. Never secrets, nor what is read-only.

    Of a list or an object that is partly wrong, the rest is kept.
    """
    return without_secrets(model, fitting(model, asked(model, values)))


def asked(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of values by field name, those that a page asks for."""
    shown = {wire_name(name, field) for name, field in read_only_fields(model)}
    names = wire_fields(model).keys() - shown
    return {name: value for name, value in values.items() if name in names}


def fitting(model: type[BaseModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Of answers to a page, what is not wrong; that something is missing is not held against them."""
    kept = deepcopy(usable_part(values))
    for _ in range(_ROUNDS):
        try:
            model.model_validate(kept)
        except ValidationError as error:
            wrong = [
                detail["loc"] for detail in error.errors(include_url=False) if detail["type"] != "missing"
            ]
        else:
            return kept
        # From the end, so that the indices before it stay what they are.
        removed = [_removed(kept, place) for place in sorted(wrong, key=_order, reverse=True)]
        if not any(removed):
            return kept
    return {}


def _removed(values: dict[str, Any], place: Sequence[int | str]) -> bool:
    """Takes away what is at a place, or the whole field where the place cannot be followed."""
    if not place or place[0] not in values:
        return False
    container: Any = values
    for part in place[:-1]:
        container = _inside(container, part)
    if _inside(container, place[-1]) is _NOTHING:
        values.pop(str(place[0]))
    else:
        container.pop(place[-1])
    return True


def _inside(container: object, part: int | str) -> Any:
    match container, part:
        case dict(), str() if part in container:
            return container[part]
        case list(), int() if part < len(container):
            return container[part]
    return _NOTHING


def _order(place: Sequence[int | str]) -> list[tuple[int, str]]:
    return [(part, "") if isinstance(part, int) else (-1, part) for part in place]


_NOTHING = object()
