"""Secrets among values: which types hold some, which values do, and how they get back to where they were."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, Secret, SecretBytes, SecretStr

_CLASSES: Final = (SecretStr, SecretBytes, Secret)


def takes_secrets(annotation: Any) -> bool:
    """Whether values of a type have secrets in them, at whatever depth."""
    return _takes_secrets(annotation, set())


def holds_secret(value: object) -> bool:
    """Whether there is a secret in a value, which JSON would show as stars."""
    match value:
        case SecretStr() | SecretBytes() | Secret():
            return True
        case BaseModel():
            return any(holds_secret(inner) for _, inner in value)
        case Mapping():
            return any(holds_secret(inner) for inner in value.values())
        case list() | tuple() | set() | frozenset():
            return any(map(holds_secret, value))
    if is_dataclass(value) and not isinstance(value, type):
        return any(holds_secret(getattr(value, one.name)) for one in fields(value))
    return False


def with_secrets(value: Any, name: str, secrets: Mapping[str, str]) -> Any:
    """A value with the secrets put back that a form has kept apart.

    Args:
        value: what State has; None when it has nothing.
        name: its key.
        secrets: in clear text by path: the key itself, or the way there with dots (`login.password`, `keys.0`).
    """
    if name in secrets:
        return secrets[name]
    whole = {} if value is None else deepcopy(value)
    for path in sorted(secrets, key=_order):
        _put(whole, path.removeprefix(f"{name}.").split("."), secrets[path])
    return whole


def _takes_secrets(annotation: Any, seen: set[Any]) -> bool:
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, _CLASSES):
            return True
        if issubclass(annotation, BaseModel) and annotation not in seen:
            seen.add(annotation)
            return any(_takes_secrets(one.annotation, seen) for one in annotation.model_fields.values())
    origin = get_origin(annotation)
    return (isinstance(origin, type) and issubclass(origin, _CLASSES)) or any(
        _takes_secrets(inner, seen) for inner in get_args(annotation)
    )


def _order(path: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in path.split(".")]


def _put(container: Any, way: list[str], clear: str) -> None:
    first, *rest = way
    if isinstance(container, list):
        if rest:
            _put(container[int(first)], rest, clear)
        else:
            container.append(clear)
    elif rest:
        _put(container.setdefault(first, {}), rest, clear)
    else:
        container[first] = clear
