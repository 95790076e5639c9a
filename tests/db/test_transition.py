"""How a subscription gets from one status to the next."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.errors import LifecycleError, SubscriptionError
from perdure.domain.lifecycle import ACTIVE, DISABLED, INITIAL, PROVISIONING, TERMINATED
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .links import Link, LinkBlock, LinkInactive, LinkProvisioning, PortBlock, PortBlockInactive


def complete() -> LinkInactive:
    """Begin a link that has all that an active one needs."""
    link = LinkInactive.new("Link 10G", "default")
    link.link.ports = [PortBlockInactive(name="a"), PortBlockInactive(name="b")]
    link.link.price = Decimal("9.90")
    return link


def test_the_next_stage_has_its_own_classes_and_the_same_values(session: SubscriptionSession) -> None:
    """Subscription and nested blocks become objects of the stage's classes; ids and values stay."""
    first = complete()
    link = Link.from_other_lifecycle(first, ACTIVE)
    assert (Link, LinkBlock, PortBlock) == (type(link), type(link.link), type(link.link.ports[0]))
    same = {"subscription_id", "product", "customer_id", "link", "speed"}
    assert first.model_dump(include=same) == link.model_dump(include=same)


def test_the_root_class_picks_the_stage_s_class(session: SubscriptionSession) -> None:
    """Called on `SubscriptionModel`, the status alone decides."""
    assert type(SubscriptionModel.from_other_lifecycle(complete(), PROVISIONING)) is LinkProvisioning


def test_active_and_terminated_set_the_dates_once(session: SubscriptionSession) -> None:
    """The start is when it first became active, the end when it was terminated."""
    before = datetime.now(UTC)
    active = SubscriptionModel.from_other_lifecycle(complete(), ACTIVE)
    assert active.start_date is not None
    assert before <= active.start_date <= datetime.now(UTC)
    disabled = SubscriptionModel.from_other_lifecycle(active, DISABLED)
    again = SubscriptionModel.from_other_lifecycle(disabled, ACTIVE)
    assert active.start_date == again.start_date
    ended = SubscriptionModel.from_other_lifecycle(again, TERMINATED)
    assert ended.end_date is not None
    assert again.start_date <= ended.end_date


def test_what_the_next_stage_lacks_is_listed(session: SubscriptionSession) -> None:
    """Every missing value is named by its path, and the subscription stays what it was."""
    link = LinkInactive.new("Link 10G", "default")
    link.link.ports = [PortBlockInactive(name="a"), PortBlockInactive()]
    with pytest.raises(LifecycleError, match=r"link\.ports\.1\.name: is missing; link\.price: is missing"):
        Link.from_other_lifecycle(link, ACTIVE)
    assert INITIAL == link.status
    assert [link] == [change.subscription for change in session.changes()]


def test_a_forbidden_transition_says_what_is_allowed(session: SubscriptionSession) -> None:
    """From provisioning there is no way to disabled."""
    link = SubscriptionModel.from_other_lifecycle(complete(), PROVISIONING)
    with pytest.raises(LifecycleError, match=r"provisioning cannot become disabled.*: active, terminated"):
        SubscriptionModel.from_other_lifecycle(link, DISABLED)


def test_the_class_and_the_status_must_agree(session: SubscriptionSession) -> None:
    """Asking a class for a status that is not its own names the class to ask."""
    with pytest.raises(LifecycleError, match="becomes LinkProvisioning when it is provisioning, not Link;"):
        Link.from_other_lifecycle(complete(), PROVISIONING)


def test_the_same_status_changes_nothing(step: Step) -> None:
    """Setting the status that is there gives the same object and writes nothing."""
    with step():
        first = Link.from_other_lifecycle(complete(), ACTIVE)
    with step() as written:
        link = Link.from_subscription_id(first.subscription_id)
        assert link is Link.from_other_lifecycle(link, ACTIVE)
    assert [] == written


def test_the_new_object_is_the_one_that_is_saved(step: Step) -> None:
    """After a transition the session knows the new object, in the same step and the next."""
    with step():
        link = Link.from_other_lifecycle(complete(), ACTIVE)
        assert link is Link.from_subscription_id(link.subscription_id)
        link.link.price = Decimal("1.00")
    with step():
        assert Decimal("1.00") == Link.from_subscription_id(link.subscription_id).link.price


def test_a_change_of_the_old_object_is_no_silent_loss(session: SubscriptionSession) -> None:
    """Whoever goes on with the old object is told, instead of losing the change."""
    old = complete()
    Link.from_other_lifecycle(old, ACTIVE)
    old.link.price = Decimal("1.00")
    with pytest.raises(
        SubscriptionError, match=r"link\.price of subscription .* in vain: since it became active"
    ):
        session.changes()


def test_the_old_object_cannot_go_on(session: SubscriptionSession) -> None:
    """A second transition of the old object is refused."""
    old = complete()
    SubscriptionModel.from_other_lifecycle(old, PROVISIONING)
    with pytest.raises(SubscriptionError, match="not the one that will be saved"):
        SubscriptionModel.from_other_lifecycle(old, TERMINATED)


def test_terminated_leaves_behind_what_its_class_does_not_have(step: Step) -> None:
    """A class with fewer fields than the one before is fine; the versions keep the rest."""
    with step():
        link = Link.from_other_lifecycle(complete(), ACTIVE)
    with step():
        ended = SubscriptionModel.from_other_lifecycle(
            Link.from_subscription_id(link.subscription_id), TERMINATED
        )
    assert type(ended) is LinkInactive
    with step():
        found = SubscriptionModel.from_subscription_id(link.subscription_id)
        assert (TERMINATED, ended.end_date) == (found.status, found.end_date)
