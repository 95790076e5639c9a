"""The subscriptions of one step or form: one object each, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from ..domain.catalogue import catalogue
from ..domain.customer import Customer
from ..domain.errors import BadRequestError, DefinitionError, NotFoundError, ReadOnlyError, SubscriptionError
from ..domain.find import Query
from ..domain.product import Product, ProductModel
from ..domain.references import Owners, adopt, refuse_circles
from ..domain.snapshot import Snapshot, checked_snapshot, restore, snapshot
from ..domain.subscription import SubscriptionModel
from .customers import list_customers
from .engine import Database
from .products import list_products
from .subscription_kept import stored_from_json
from .subscription_merge import merged_snapshot
from .subscription_references import in_order, load_referenced
from .subscription_rows import StoredSubscription, find_documents, load_document, load_locked
from .subscription_writes import Change


@dataclass(slots=True)
class _Entry:
    """An object, what was loaded for it (None: new), and, when it is not to be saved, why."""

    subscription: SubscriptionModel
    loaded: Snapshot | None
    retired: str = ""


class SubscriptionSession:
    """A `SubscriptionStore` on a database; it reads when asked and writes nothing itself.

    Args:
        database: where the subscriptions are.
        products: what code declares, by name; by default what the catalogue has loaded.
        read_only: for forms and validations: `changes` and everything that makes one is refused.
    """

    def __init__(
        self, database: Database, products: Mapping[str, Product] | None = None, *, read_only: bool = False
    ) -> None:
        self._database = database
        self._declared = catalogue.products if products is None else products
        self._read_only = read_only
        self._entries: dict[UUID, _Entry] = {}
        self._retired: list[_Entry] = []
        self._products: list[ProductModel] = []

    def changes(self) -> list[Change]:
        """The subscriptions that are new or differ from what was loaded, ready to be written.

        Raises:
            ReadOnlyError: there are some, and this session is read-only.
            SubscriptionError: one cannot be saved as it is, or an object was changed that is not to be saved.
        """
        for entry in self._entries.values():
            adopt(entry.subscription)
        for entry in self._retired:
            if paths := _changed(entry):
                raise SubscriptionError(
                    f"{', '.join(paths)} of subscription {entry.subscription.subscription_id} was changed in "
                    f"vain: {entry.retired}."
                )
        changed = [entry for entry in self._entries.values() if entry.loaded is None or _changed(entry)]
        if changed and self._read_only:
            raise self._refusal(changed[0])
        owners = {known: entry.subscription for known, entry in self._entries.items()}
        return [self._change(entry, owners) for entry in changed]

    def kept(self, documents: Sequence[Mapping[str, Any]]) -> list[Change]:
        """The changes that `change_to_json` wrote.

        Raises:
            SubscriptionError: one does not fit its class any more.
        """
        found = [stored_from_json(document) for document in documents]
        with self._database.reading() as connection:
            rows = load_referenced(connection, [left for _, left in found], self._entries)
        made: dict[UUID, SubscriptionModel] = {}

        def keep(stored: StoredSubscription, owners: Owners) -> SubscriptionModel:
            return made.setdefault(stored.subscription_id, self._restored(stored, owners))

        return [
            Change(in_order(left.subscription_id, rows, made.get, keep), before, left.snapshot)
            for before, left in found
        ]

    def merged(
        self, connection: Connection, changes: Sequence[Change], *, mine: bool = False
    ) -> list[Change]:
        """The changes, on top of what others have made of their subscriptions since these were loaded.

        Args:
            connection: in the transaction that will write them; the subscriptions' rows are locked in it.
            changes: from `changes`.
            mine: where both changed one place, these win.

        Raises:
            ConflictError: two changed one place; the message names it, and both values.
        """
        merged = []
        for change in sorted(changes, key=lambda change: change.subscription_id):
            now = load_locked(connection, change.subscription_id) if change.before else None
            if now is None or now.version == change.from_version:
                merged.append(change)
                continue
            together = merged_snapshot(change, now, mine=mine)
            on_top = replace(now, snapshot=together)
            rows = load_referenced(connection, [on_top], self._entries)
            others = {other: self._current(other, rows) for other in rows if other != change.subscription_id}
            owners = {known: entry.subscription for known, entry in self._entries.items()} | others
            subscription = self._restored(on_top, owners)
            before = replace(now.snapshot, exclusive=change.before.exclusive if change.before else {})
            merged.append(Change(subscription, before, checked_snapshot(subscription, owners)))
        return merged

    def product(self, reference: UUID | str) -> ProductModel:
        """See `SubscriptionStore.product`."""
        if not self._products:
            with self._database.reading() as connection:
                self._products = list(list_products(connection))
        for product in self._products:
            if reference in {product.name, product.product_id, str(product.product_id)}:
                return product
        known = ", ".join(product.name for product in self._products) or "none"
        raise NotFoundError(f"There is no product {str(reference)[:100]!r}. Known products: {known}.")

    def declared(self, product: ProductModel) -> Product:
        """See `SubscriptionStore.declared`."""
        try:
            return self._declared[product.name]
        except KeyError:
            known = ", ".join(sorted(self._declared)) or "none"
            raise DefinitionError(
                f"Product {product.name!r} is in the database, but no plug-in loaded here declares it. "
                f"Declared are: {known}."
            ) from None

    def customers(self) -> list[Customer]:
        """See `SubscriptionStore.customers`."""
        return list_customers(self._database)

    def add(self, subscription: SubscriptionModel) -> None:
        """See `SubscriptionStore.add`."""
        entry = _Entry(subscription, None)
        if self._read_only:
            raise self._refusal(entry)
        self._entries[subscription.subscription_id] = entry

    def replace(self, old: SubscriptionModel, new: SubscriptionModel) -> None:
        """See `SubscriptionStore.replace`."""
        entry = self._entries.get(old.subscription_id)
        if entry is None or entry.subscription is not old:
            raise SubscriptionError(
                f"This object of subscription {old.subscription_id} is not the one that will be saved; "
                f"use the one that from_other_lifecycle or from_subscription_id gave last."
            )
        if self._read_only:
            raise self._refusal(entry)
        reason = f"since it became {new.status}, change the object that from_other_lifecycle returned"
        self._retired.append(_Entry(old, snapshot(old), reason))
        entry.subscription = new

    def load(
        self, subscription_id: UUID, *, at: datetime | None = None, version: int | None = None
    ) -> SubscriptionModel:
        """See `SubscriptionStore.load`."""
        if at is not None and version is not None:
            raise BadRequestError("A subscription is loaded as it was at a time or in a version, not both.")
        if at is not None and at.tzinfo is None:
            raise BadRequestError(f"A time without a zone is many times; give {at} one.")
        current = at is None and version is None
        if current and (known := self._entries.get(subscription_id)):
            return known.subscription
        with self._database.reading() as connection:
            stored = load_document(connection, subscription_id, at=at, version=version)
            rows = self._with_referenced(connection, [stored] if stored else [], at)
        if stored is None:
            then = "" if current else f" in version {version}" if version is not None else f" at {at}"
            raise NotFoundError(f"There is no subscription {subscription_id}{then}.")
        return self._current(subscription_id, rows) if current else self._past(subscription_id, rows)

    def find(self, query: Query) -> list[SubscriptionModel]:
        """See `SubscriptionStore.find`."""
        with self._database.reading() as connection:
            stored = find_documents(connection, query, self._declared)
            rows = load_referenced(connection, stored, self._entries)
        found = [self._current(one.subscription_id, rows) for one in stored]
        # What this session has changed meanwhile is no longer what the row says.
        return [one for one in found if isinstance(one, query.model) and one.status in query.statuses]

    def _with_referenced(
        self, connection: Connection, stored: list[StoredSubscription], at: datetime | None
    ) -> Mapping[UUID, StoredSubscription]:
        then = next((one.made_at for one in stored if one.made_at), None)
        if then is None:
            return load_referenced(connection, stored, self._entries)
        return load_referenced(connection, stored, at=at or then)

    def _current(self, subscription_id: UUID, rows: Mapping[UUID, StoredSubscription]) -> SubscriptionModel:
        def known(one: UUID) -> SubscriptionModel | None:
            return self._entries[one].subscription if one in self._entries else None

        def keep(stored: StoredSubscription, owners: Owners) -> SubscriptionModel:
            loaded = self._restored(stored, owners)
            entry = _Entry(loaded, snapshot(loaded))
            # What was loaded before stays, with its changes; so it does when two threads of one step load it at once.
            return self._entries.setdefault(stored.subscription_id, entry).subscription

        return in_order(subscription_id, rows, known, keep)

    def _past(self, subscription_id: UUID, rows: Mapping[UUID, StoredSubscription]) -> SubscriptionModel:
        then: dict[UUID, SubscriptionModel] = {}

        def keep(stored: StoredSubscription, owners: Owners) -> SubscriptionModel:
            past = then[stored.subscription_id] = self._restored(stored, owners)
            reason = f"it is version {stored.version}, and the past stays"
            self._retired.append(_Entry(past, snapshot(past), reason))
            return past

        return in_order(subscription_id, rows, then.get, keep)

    def _change(self, entry: _Entry, owners: Owners) -> Change:
        refuse_circles(entry.subscription, owners)
        return Change(entry.subscription, entry.loaded, checked_snapshot(entry.subscription, owners))

    def _restored(self, stored: StoredSubscription, owners: Owners) -> SubscriptionModel:
        model = self.declared(stored.product).model.class_for(stored.snapshot.status)
        return restore(
            model,
            stored.snapshot,
            subscription_id=stored.subscription_id,
            product=stored.product,
            version=stored.version,
            owners=owners,
        )

    def _refusal(self, entry: _Entry) -> ReadOnlyError:
        what = ", ".join(_changed(entry)) or "it"
        return ReadOnlyError(
            f"Subscription {entry.subscription.subscription_id} ({entry.subscription.description}) would be "
            f"changed ({what}), and forms and validations may only read; change it in a step."
        )


def _changed(entry: _Entry) -> list[str]:
    return snapshot(entry.subscription).changed_from(entry.loaded) if entry.loaded else []
