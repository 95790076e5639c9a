"""Sessions of forms and validations: they read and change nothing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.errors import ReadOnlyError
from perdure.domain.lifecycle import TERMINATED
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel

from .links import CATALOGUE, LinkInactive


def reading(database: Database, act: Callable[[], Any]) -> SubscriptionSession:
    """Do something with a read-only session bound."""
    session = SubscriptionSession(database, CATALOGUE.products, read_only=True)
    with bind_store(session):
        act()
    return session


def test_a_form_may_read(database: Database, link: UUID) -> None:
    """Loading is what a read-only session is for, and it has no changes."""
    assert [] == reading(database, lambda: LinkInactive.from_subscription_id(link)).changes()


def test_a_form_may_not_change(database: Database, link: UUID) -> None:
    """A change is refused with its path."""
    session = reading(database, lambda: setattr(LinkInactive.from_subscription_id(link), "note", "x"))
    with pytest.raises(ReadOnlyError, match=r"\(Link a\) would be changed \(note\)"):
        session.changes()


def test_a_form_may_not_begin_nor_end(database: Database, link: UUID) -> None:
    """Neither a new subscription nor another status comes out of a form."""
    with pytest.raises(ReadOnlyError, match="may only read"):
        reading(database, lambda: LinkInactive.new("Link 10G", "default"))
    with pytest.raises(ReadOnlyError, match="may only read"):
        reading(
            database,
            lambda: SubscriptionModel.from_other_lifecycle(
                LinkInactive.from_subscription_id(link), TERMINATED
            ),
        )
