"""What a stored document says beyond the values of fields: which blocks are somebody else's, and of which kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

REFERENCE = "$ref"
"""In the place of a block of another subscription: that subscription's id; beside it stands the block's."""

MEMBER = "$block"
"""In a block whose field takes several kinds: the name of its kind. A shape may fit several; a name is one's own."""

IDENTITY = "subscription_instance_id"

_members: ContextVar[Mapping[str, str]] = ContextVar("members", default=MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class StoredForm:
    """As pydantic's context, asks for the form in which a subscription is stored.

    Args:
        subscription_id: blocks of every other subscription become references.
    """

    subscription_id: UUID | None


@dataclass(frozen=True, slots=True)
class Reference:
    """Which block of which subscription stands in a document."""

    subscription_id: UUID
    subscription_instance_id: UUID


def references_in(document: Any) -> dict[str, Reference]:
    """Every reference in a document, by path, such as ``core_link.ports.0``."""
    return {
        path: Reference(UUID(block[REFERENCE]), UUID(block[IDENTITY]))
        for path, block in _blocks("", document)
        if REFERENCE in block
    }


def own_blocks_in(document: Any) -> frozenset[UUID]:
    """The ids of the blocks that a document has itself."""
    return frozenset(UUID(block[IDENTITY]) for _, block in _blocks("", document) if REFERENCE not in block)


@contextmanager
def members_known(values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Take the names of kinds out of a stored form, and know them while it is made a model."""
    names: dict[str, str] = {}
    plain = _without_names(values, names)
    token = _members.set(names)
    try:
        yield plain
    finally:
        _members.reset(token)


def member_name(block: Mapping[str, Any]) -> str | None:
    """The kind that the document says a block is of, or None when it does not matter there."""
    return _members.get().get(str(block.get(IDENTITY)))


def _blocks(path: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    match value:
        case dict():
            # An author's own dictionary may have a "$ref" too, of a JSON Schema say; it has no block's id beside it.
            if _is_id(value.get(IDENTITY)) and (REFERENCE not in value or len(value) == 2):  # noqa: PLR2004 — two ids
                yield path, value
            for key, item in value.items():
                yield from _blocks(f"{path}.{key}" if path else key, item)
        case list():
            for index, item in enumerate(value):
                yield from _blocks(f"{path}.{index}", item)


def _is_id(value: Any) -> bool:
    try:
        return bool(UUID(value))
    except (ValueError, TypeError, AttributeError):
        return False


def _without_names(value: Any, names: dict[str, str]) -> Any:
    match value:
        case dict():
            if MEMBER in value and IDENTITY in value:
                names[str(value[IDENTITY])] = value[MEMBER]
                value = {key: item for key, item in value.items() if key != MEMBER}
            return {key: _without_names(item, names) for key, item in value.items()}
        case list():
            return [_without_names(item, names) for item in value]
    return value
