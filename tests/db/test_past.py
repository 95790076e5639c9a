"""What a subscription was in a version and at a time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.errors import BadRequestError, NotFoundError, SubscriptionError
from perdure.domain.lifecycle import ACTIVE
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .links import Link, LinkInactive, LinkProvisioning


@pytest.fixture
def story(step: Step, link: UUID) -> list[datetime]:
    """The times before the link, after version 1, and after version 2, which is active and has a note."""
    times = [datetime.now(UTC) - timedelta(days=1), datetime.now(UTC)]
    with step():
        active = Link.from_other_lifecycle(LinkInactive.from_subscription_id(link), ACTIVE)
        active.note = "second"
        active.link.ports = []
    return [*times, datetime.now(UTC)]


def test_a_version_comes_back_as_it_was(
    session: SubscriptionSession, link: UUID, story: list[datetime]
) -> None:
    """Each version has the class, fields and blocks of its time."""
    first = LinkInactive.from_subscription_id(link, version=1)
    second = LinkInactive.from_subscription_id(link, version=2)
    assert (LinkProvisioning, None, 1) == (type(first), first.note, len(first.link.ports))
    assert (Link, "second", 0) == (type(second), second.note, len(second.link.ports))
    assert ["Link a", "Link "] == [first.description, second.description]


def test_a_time_finds_the_version_of_then(
    session: SubscriptionSession, link: UUID, story: list[datetime]
) -> None:
    """At a time the latest version written by then is found."""
    found = [SubscriptionModel.from_subscription_id(link, at=time).version for time in story[1:]]
    assert [1, 2] == found


def test_before_it_began_there_was_none(
    session: SubscriptionSession, link: UUID, story: list[datetime]
) -> None:
    """Before its first version a subscription is not found; neither is a version that never was."""
    with pytest.raises(NotFoundError, match=r" at 20"):
        SubscriptionModel.from_subscription_id(link, at=story[0])
    with pytest.raises(NotFoundError, match="in version 9"):
        SubscriptionModel.from_subscription_id(link, version=9)


def test_the_past_takes_one_statement(
    session: SubscriptionSession, link: UUID, story: list[datetime], statements: list[str]
) -> None:
    """A version is loaded with its product in one statement."""
    statements.clear()
    SubscriptionModel.from_subscription_id(link, version=1)
    assert 1 == len(statements)


def test_the_past_cannot_be_changed(session: SubscriptionSession, link: UUID, story: list[datetime]) -> None:
    """An object of the past is no way to write; whoever tries is told."""
    LinkInactive.from_subscription_id(link, version=1).note = "rewritten"
    with pytest.raises(SubscriptionError, match=r"note of subscription .* version 1, and the past stays"):
        session.changes()


def test_the_past_does_not_hide_the_present(
    session: SubscriptionSession, link: UUID, story: list[datetime]
) -> None:
    """Having loaded a version, the session still loads the current one, which can be changed."""
    SubscriptionModel.from_subscription_id(link, version=1)
    current = SubscriptionModel.from_subscription_id(link)
    current.note = "third"
    assert [current] == [change.subscription for change in session.changes()]


def test_a_time_and_a_version_are_too_much(session: SubscriptionSession, link: UUID) -> None:
    """Two answers to one question are refused."""
    with pytest.raises(BadRequestError, match="not both"):
        SubscriptionModel.from_subscription_id(link, at=datetime.now(UTC), version=1)


def test_a_time_needs_a_zone(session: SubscriptionSession, link: UUID) -> None:
    """Noon is many times; the error says what to add."""
    with pytest.raises(BadRequestError, match="without a zone"):
        SubscriptionModel.from_subscription_id(link, at=datetime(2026, 1, 1, 12))  # noqa: DTZ001 — the point
