"""Changes of subscriptions as JSON, to be kept and applied later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic_core import to_jsonable_python

from ..domain.lifecycle import SubscriptionLifecycle
from ..domain.product import ProductModel
from ..domain.snapshot import Snapshot
from .subscription_rows import StoredSubscription
from .subscription_writes import Change

_TIMES = ("start_date", "end_date")


def change_to_json(change: Change) -> dict[str, Any]:
    """A change: which subscription, from which version, what it was and what it is."""
    document: dict[str, Any] = to_jsonable_python(
        {
            "subscription_id": change.subscription_id,
            "version": change.from_version,
            "product": change.subscription.product,
            "before": None if change.before is None else _to_json(change.before),
            "after": _to_json(change.after),
        }
    )
    return document


def stored_from_json(document: Mapping[str, Any]) -> tuple[Snapshot | None, StoredSubscription]:
    """What a change had found, and what it had left."""
    before = document["before"]
    left = StoredSubscription(
        UUID(document["subscription_id"]),
        document["version"],
        ProductModel.model_validate(document["product"]),
        _from_json(document["after"]),
    )
    return None if before is None else _from_json(before), left


def _to_json(snapshot: Snapshot) -> dict[str, Any]:
    return {"facts": snapshot.facts(), "exclusive": dict(snapshot.exclusive)}


def _from_json(document: Mapping[str, Any]) -> Snapshot:
    facts = dict(document["facts"])
    facts["status"] = SubscriptionLifecycle(facts["status"])
    for name in _TIMES:
        facts[name] = datetime.fromisoformat(facts[name]) if facts[name] else None
    exclusive = {UUID(block): UUID(owner) for block, owner in document["exclusive"].items()}
    return replace(Snapshot.of(facts), exclusive=exclusive)
