"""How a subscription is found again: its class, its identity, its past."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.errors import (
    BadRequestError,
    DefinitionError,
    LifecycleError,
    NotFoundError,
    SubscriptionError,
)
from perdure.domain.lifecycle import ACTIVE, DISABLED, MIGRATING, TERMINATED
from perdure.domain.store import bind_store
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .links import Link, LinkInactive, LinkProvisioning, Memo


@pytest.mark.parametrize("model", [SubscriptionModel, LinkInactive, LinkProvisioning])
def test_the_stored_status_picks_the_class(
    session: SubscriptionSession, link: UUID, model: type[SubscriptionModel]
) -> None:
    """Whatever class is asked, the object is of the class of its product and status."""
    assert type(model.from_subscription_id(link)) is LinkProvisioning


@pytest.mark.parametrize("status", [MIGRATING, DISABLED])
def test_what_was_active_keeps_its_class(step: Step, link: UUID, status: Any) -> None:
    """Migrating and disabled subscriptions have the active class when no other one claims the status."""
    with step():
        active = SubscriptionModel.from_other_lifecycle(SubscriptionModel.from_subscription_id(link), ACTIVE)
        SubscriptionModel.from_other_lifecycle(active, status)
    with step():
        assert status == Link.from_subscription_id(link).status


def test_an_id_as_text_will_do(session: SubscriptionSession, link: UUID) -> None:
    """State holds ids as text, and steps hand them on as they are."""
    assert link == SubscriptionModel.from_subscription_id(str(link)).subscription_id


def test_a_session_has_one_object_per_subscription(session: SubscriptionSession, link: UUID) -> None:
    """Loaded twice, however asked, it is one object, so no change is lost to a twin."""
    assert LinkProvisioning.from_subscription_id(link) is SubscriptionModel.from_subscription_id(str(link))


def test_loading_takes_one_statement(session: SubscriptionSession, link: UUID, statements: list[str]) -> None:
    """One statement loads a subscription with its blocks and product; the second time none does."""
    statements.clear()
    SubscriptionModel.from_subscription_id(link)
    assert 1 == len(statements)
    SubscriptionModel.from_subscription_id(link)
    assert 1 == len(statements)


def test_a_stage_too_early_says_which_step_to_add(session: SubscriptionSession, link: UUID) -> None:
    """The error names the status found, its class, and the step that is missing."""
    expected = r"is provisioning, .* a LinkProvisioning; Link is for active.*Add set_status\(ACTIVE\) before"
    with pytest.raises(LifecycleError, match=expected):
        Link.from_subscription_id(link)


def test_another_product_is_no_matter_of_stages(session: SubscriptionSession, link: UUID) -> None:
    """A link is no memo in any status, and the error says what it is."""
    with pytest.raises(SubscriptionError, match=r"\(Link 10G\) is of LinkProvisioning, not of Memo"):
        Memo.from_subscription_id(link)


def test_an_unknown_subscription_is_named(session: SubscriptionSession) -> None:
    """A subscription that does not exist is a 404 with its id."""
    unknown = uuid4()
    with pytest.raises(NotFoundError, match=str(unknown)):
        SubscriptionModel.from_subscription_id(unknown)


@pytest.mark.parametrize("garbage", ["", "42", None, 7, ["x"], "x" * 1000])
def test_what_is_no_id_is_refused(session: SubscriptionSession, garbage: Any) -> None:
    """Anything but a UUID is a bad request, whatever its type."""
    with pytest.raises(BadRequestError, match="is no subscription id"):
        SubscriptionModel.from_subscription_id(garbage)


def test_a_product_that_no_code_declares_is_named(database: Database, link: UUID) -> None:
    """A subscription of a plug-in that is not loaded is an error that says so."""
    with (
        bind_store(SubscriptionSession(database, {})),
        pytest.raises(DefinitionError, match=r"'Link 10G'.*none"),
    ):
        SubscriptionModel.from_subscription_id(link)


def test_a_document_of_other_code_is_named(
    database: Database, session: SubscriptionSession, link: UUID
) -> None:
    """A document that does not fit its class is an error with id, version and path."""
    with database.transaction() as connection:
        connection.execute(text("""UPDATE subscription SET document = document || '{"speed": "fast"}'"""))
    with pytest.raises(SubscriptionError, match=f"{link}, version 1, does not fit LinkProvisioning: speed"):
        SubscriptionModel.from_subscription_id(link)


def test_terminated_needs_no_more_than_the_first_stage(step: Step, link: UUID) -> None:
    """A status that no class claims has the base class."""
    with step():
        SubscriptionModel.from_other_lifecycle(SubscriptionModel.from_subscription_id(link), TERMINATED)
    with step():
        assert type(SubscriptionModel.from_subscription_id(link)) is LinkInactive
