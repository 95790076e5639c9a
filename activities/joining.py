"""What a join makes of the changes of its branches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..domain.errors import StateError
from ..domain.plan import Node, NodeKind
from ..domain.state import Delta

_OWN = frozenset({"item", "item_key"})
"""Keys that belong to a branch of a foreach alone."""

_NOTHING: Final = object()


class JoinError(StateError):
    """Two branches gave one key different values."""

    code = "join"


def joined(
    node: Node,
    state: Mapping[str, Any],
    names: Mapping[str, str],
    overlays: Mapping[str, Delta],
    items: Mapping[str, Mapping[str, Any]],
    *,
    decided: Mapping[str, Any],
) -> Delta:
    """The change of State that the branches of a fan-out amount to, in their declared order.

    What a branch of a foreach made of its ``item`` replaces the item in the list.

    Args:
        node: the fan-out.
        state: State at the fan-out.
        names: the branches in order, with their names for people.
        overlays: what each changed.
        items: the frozen items by key (foreach).
        decided: values an operator gave: they win.

    Raises:
        JoinError: two branches gave one key different values; the message names both.
    """
    changed: dict[str, Any] = {}
    removed: dict[str, str] = {}
    author: dict[str, str] = {}
    for branch, name in names.items():
        overlay = overlays.get(branch, Delta({}))
        for key, value in overlay.changed.items():
            if key in _OWN or key in decided:
                continue
            agreed = _agreed(changed[key], value) if key in changed else value
            if agreed is _NOTHING or key in removed:
                raise _disagreement(node, key, author[key], name)
            changed[key], author[key] = agreed, name
        for key in overlay.removed:
            if key in decided:
                continue
            if key in changed:
                raise _disagreement(node, key, author[key], name)
            removed[key] = author[key] = name
    if node.kind is NodeKind.FOREACH:
        changed |= _replaced(node, state, names, overlays, items)
    return Delta(changed | dict(decided), tuple(removed))


def _agreed(one: Any, other: Any) -> Any:
    """What two branches gave one key, if it is the same; of references to one subscription the newer one."""
    if one == other:
        return one
    match one, other:
        case {"subscription_id": mine, "version": int(), **more}, {
            "subscription_id": theirs,
            "version": int(),
            **others,
        } if mine == theirs and not more and not others:
            return max(one, other, key=lambda reference: reference["version"])
    return _NOTHING


def _replaced(
    node: Node,
    state: Mapping[str, Any],
    names: Mapping[str, str],
    overlays: Mapping[str, Delta],
    items: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    after = [overlays[branch].changed.get("item", items[key]["item"]) for branch, key in names.items()]
    name = node.options["items"]
    # Without items nothing was fanned out (or nothing was there), so nothing is replaced.
    return {name: after} if items and after != state.get(name) else {}


def _disagreement(node: Node, key: str, one: str, other: str) -> JoinError:
    return JoinError(
        f"{node.title!r} cannot be joined: {one!r} and {other!r} gave {key!r} different values. Retry with a value for "
        f"{key!r}, or let the branches use keys of their own."
    )
