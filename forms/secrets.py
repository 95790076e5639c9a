"""Secrets: where they are on a page, so that they are never echoed, and how they leave a form's result."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any
from weakref import WeakKeyDictionary

from pydantic import BaseModel, Secret, SecretBytes, SecretStr

from .anatomy import models_in, types_in, wire_name

_CLASSES = (SecretStr, SecretBytes, Secret)
_known: "WeakKeyDictionary[type[BaseModel], bool]" = WeakKeyDictionary()


def take_secrets(result: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Takes the secrets out of a form's result.

    Returns:
        The result without them, and the secrets in clear text, by name: the key, or the way there with dots
        (`login.password`, `keys.0`).
    """
    secrets: dict[str, str] = {}
    rest = _without(dict(result), [], secrets)
    return rest, secrets


def holds_secrets(model: type[BaseModel]) -> bool:
    """Whether there is a secret on a page, at whatever depth."""
    if model not in _known:
        _known[model] = _holds_secrets(model, set())
    return _known[model]


def without_secrets(model: type[BaseModel], page: Mapping[str, Any]) -> dict[str, Any]:
    """Answers to a page as they may be shown, listed or kept in a draft."""
    shown = deepcopy(dict(page))
    for part, key in _places(model, shown):
        part.pop(key, None)
    return shown


def typed_in_secrets(model: type[BaseModel], page: Mapping[str, Any]) -> list[str]:
    """The secrets among answers as they were sent, valid or not."""
    return [text for part, key in _places(model, dict(page)) for text in _texts(part[key])]


def with_secrets(value: Any, dumped: Any) -> Any:
    """What pydantic dumped to JSON, with the secrets it masked put back as `SecretStr`."""
    match value:
        case SecretStr() | SecretBytes() | Secret():
            return value
        case BaseModel() if isinstance(dumped, dict):
            return {name: with_secrets(getattr(value, name, None), inner) for name, inner in dumped.items()}
        case dict():
            return {
                key: with_secrets(inner, shown)
                for inner, (key, shown) in zip(value.values(), dumped.items(), strict=True)
            }
        case list() | tuple() | set() | frozenset():
            return [with_secrets(inner, shown) for inner, shown in zip(value, dumped, strict=True)]
    return dumped


def is_secret(annotation: Any) -> bool:
    """Whether a type is one of pydantic's secrets, or is made of nothing else."""
    return any(isinstance(one, type) and issubclass(one, _CLASSES) for one in types_in(annotation))


def _holds_secrets(model: type[BaseModel], seen: set[type[BaseModel]]) -> bool:
    seen.add(model)
    return any(
        is_secret(field.annotation)
        or any(inner not in seen and _holds_secrets(inner, seen) for inner in models_in(field.annotation))
        for field in model.model_fields.values()
    )


def _places(model: type[BaseModel], sent: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Where the secrets are in answers: an object, and the key in it."""
    return [*_places_in(model, sent)] if holds_secrets(model) else []


def _places_in(model: type[BaseModel], sent: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for name, field in model.model_fields.items():
        for key in {name, wire_name(name, field)} & sent.keys():
            if is_secret(field.annotation):
                yield sent, key
            else:
                for inner in models_in(field.annotation):
                    for part in _objects(sent[key]):
                        yield from _places_in(inner, part)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a value: whichever of them is the model's, whatever list or dict it is in."""
    match value:
        case dict():
            yield value
            for inner in value.values():
                yield from _objects(inner)
        case list():
            for inner in value:
                yield from _objects(inner)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, inner in value.items():
                yield key
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
        case int() | float():
            yield str(value)


def _without(value: Any, path: list[str], secrets: dict[str, str]) -> Any:
    match value:
        case SecretBytes():
            secrets[".".join(path)] = value.get_secret_value().decode()
        case SecretStr() | Secret():
            secrets[".".join(path)] = str(value.get_secret_value())
        case Mapping():
            rest = {key: _without(inner, [*path, str(key)], secrets) for key, inner in value.items()}
            return {key: inner for key, inner in rest.items() if not _is_secret(value[key])}
        case list() | tuple():
            kept = [_without(inner, [*path, str(index)], secrets) for index, inner in enumerate(value)]
            return [one for one, inner in zip(kept, value, strict=True) if not _is_secret(inner)]
        case _:
            return value
    return None


def _is_secret(value: object) -> bool:
    return isinstance(value, _CLASSES)
