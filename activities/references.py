"""References to subscriptions in State: they point to the version that a step has made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..db.subscription_writes import Change
from ..domain.state import Delta


def with_references(state: Mapping[str, Any], delta: Delta, changes: Sequence[Change]) -> Delta:
    """Point every reference to a changed subscription at its new version, also where the step did not return it.

    Args:
        state: State before the step.
        delta: what the step changed in it.
        changes: the subscriptions that it changed.
    """
    versions = {str(change.subscription_id): change.to_version for change in changes}
    if not versions:
        return delta
    renewed = {key: _renewed(value, versions) for key, value in delta.apply(state).items()}
    before = {**state, **delta.changed}
    changed = {key: value for key, value in renewed.items() if key in delta.changed or value != before[key]}
    return Delta(changed, delta.removed)


def _renewed(value: Any, versions: Mapping[str, int]) -> Any:
    match value:
        case {"subscription_id": str(identity), "version": int(), **others} if (
            not others and identity in versions
        ):
            return value | {"version": versions[identity]}
        case dict():
            return {key: _renewed(item, versions) for key, item in value.items()}
        case list():
            return [_renewed(item, versions) for item in value]
    return value
