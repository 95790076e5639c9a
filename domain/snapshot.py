"""What is stored of a subscription, and whether it would come back as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Self
from uuid import UUID

from pydantic import ValidationError
from pydantic_core import PydanticSerializationError, to_json

from .difference import difference
from .documents import StoredForm, members_known
from .errors import SubscriptionError
from .exclusive import exclusive_references
from .lifecycle import SubscriptionLifecycle
from .misfits import misfits
from .offsets import whole_minutes
from .product import ProductModel
from .references import Owners
from .subscription import BASE_FIELDS, SubscriptionModel
from .text import is_storable


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A subscription's stored form: what all subscriptions have, and a document of what its model adds.

    ``exclusive`` is no part of it: the blocks of others that its model wants for it alone, with their owners.
    """

    customer_id: str
    status: SubscriptionLifecycle
    insync: bool
    description: str
    note: str | None
    start_date: datetime | None
    end_date: datetime | None
    document: Mapping[str, Any]
    exclusive: Mapping[UUID, UUID] = field(default_factory=dict)

    def changed_from(self, before: Snapshot) -> list[str]:
        """The paths that differ; the description does not count, it follows from the rest."""
        mine, theirs = self.facts(), before.facts()
        return [path for path, _, _ in difference(theirs, mine) if path != "description"]

    @classmethod
    def of(cls, facts: Mapping[str, Any]) -> Self:
        """The snapshot that has these `facts`."""
        document = {name: value for name, value in facts.items() if name not in STORED_FIELDS}
        return cls(**{name: facts[name] for name in STORED_FIELDS}, document=document)

    def facts(self) -> dict[str, Any]:
        """Everything under its path's first name."""
        return {**self.document, **{name: getattr(self, name) for name in STORED_FIELDS}}


STORED_FIELDS = ("customer_id", "status", "insync", "description", "note", "start_date", "end_date")
"""The base fields that may change; the others are the subscription's identity."""


def snapshot(subscription: SubscriptionModel) -> Snapshot:
    """The stored form of a subscription as it is, fitting or not.

    Raises:
        SubscriptionError: something was put past the validation that JSON cannot say.
    """
    whole_minutes(subscription)
    try:
        document = subscription.model_dump(mode="json", exclude=set(BASE_FIELDS), **_as_it_is(subscription))
    except PydanticSerializationError as error:
        raise SubscriptionError(f"Subscription {subscription.subscription_id}: {error}.") from None
    return Snapshot(
        **{name: getattr(subscription, name) for name in STORED_FIELDS},
        document=document,
        exclusive=exclusive_references(subscription),
    )


def restore(
    model: type[SubscriptionModel],
    stored: Snapshot,
    *,
    subscription_id: UUID,
    product: ProductModel,
    version: int,
    owners: Owners = MappingProxyType({}),
) -> SubscriptionModel:
    """The subscription that a snapshot was taken of.

    Args:
        model: its class.
        stored: the snapshot.
        subscription_id: its id.
        product: its product.
        version: its version.
        owners: the subscriptions that it refers to, by id.

    Raises:
        SubscriptionError: the document does not fit the class; it was written by other code.
    """
    facts = {**stored.facts(), "subscription_id": subscription_id, "product": product, "version": version}
    try:
        # By way of JSON text: there pydantic reads strings as dates, bytes and so on even in strict fields.
        with members_known(facts) as plain:
            text = to_json(plain, inf_nan_mode="strings")
            return model.model_validate_json(text, by_name=True, context=owners)
    except ValidationError as error:
        raise SubscriptionError(
            f"Subscription {subscription_id}, version {version}, does not fit {model.__qualname__}: "
            f"{misfits(error)}."
        ) from None


def checked_snapshot(subscription: SubscriptionModel, owners: Owners = MappingProxyType({})) -> Snapshot:
    """The stored form of a subscription that would come back exactly as it is, with a new description.

    Args:
        subscription: which one.
        owners: the subscriptions that it refers to, by id.

    Raises:
        SubscriptionError: it would not, because something was put past the validation (into a list, say).
    """
    subscription.description = subscription.describe()
    stored = snapshot(subscription)
    who = f"Subscription {subscription.subscription_id} ({type(subscription).__qualname__}) cannot be saved"
    if place := _unstorable("", stored.facts()):
        raise SubscriptionError(
            f"{who}: {place} holds a NUL or half a character, which PostgreSQL does not store."
        )
    try:
        again = restore(
            type(subscription),
            stored,
            subscription_id=subscription.subscription_id,
            product=subscription.product,
            version=subscription.version,
            owners=owners,
        )
    except SubscriptionError as error:
        raise SubscriptionError(f"{who}: {error}") from None
    same_form = _as_it_is(subscription)
    if lost := difference(subscription.model_dump(**same_form), again.model_dump(**same_form)):
        path, found, other = lost[0]
        raise SubscriptionError(f"{who}: {path} is {found!r:.80} and would come back as {other!r:.80}.")
    return stored


def _as_it_is(subscription: SubscriptionModel) -> dict[str, Any]:
    """How to dump: without what is computed, of any block all it has, of somebody else's the reference.

    Garbage too; it is named later.
    """
    return {
        "round_trip": True,
        "polymorphic_serialization": True,
        "warnings": False,
        "context": StoredForm(subscription.subscription_id),
    }


def _unstorable(path: str, value: Any) -> str | None:
    match value:
        case str():
            return None if is_storable(value) else path
        case dict():
            parts = [(f"{path}.{key}".lstrip("."), item) for key, item in value.items()]
            parts += [(path, key) for key in value]
        case list():
            parts = [(f"{path}.{index}", item) for index, item in enumerate(value)]
        case _:
            return None
    return next(filter(None, (_unstorable(place, item) for place, item in parts)), None)
