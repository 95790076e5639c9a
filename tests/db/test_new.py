"""How a subscription begins."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from perdure.db.subscription_session import SubscriptionSession
from perdure.domain.errors import NotFoundError, PerdureError, SubscriptionError
from perdure.domain.lifecycle import ACTIVE, INITIAL
from perdure.domain.subscription import SubscriptionModel

from .conftest import Step
from .links import Link, LinkBlockInactive, LinkInactive, Memo, PortBlockInactive


def test_a_new_subscription_is_initial_and_empty(session: SubscriptionSession) -> None:
    """What is new has the first status, the fixed inputs, empty blocks, and nothing else."""
    link = LinkInactive.new("Link 10G", "default")
    assert type(link) is LinkInactive
    assert (INITIAL, False, 0, 10_000) == (link.status, link.insync, link.version, link.speed)
    assert ("Link 10G", "link") == (link.product.name, link.product.tag)
    assert ([], None, None) == (link.link.ports, link.link.backup, link.link.price)


def test_a_product_may_be_named_by_id(session: SubscriptionSession) -> None:
    """Name, id and id as text mean one product: State holds ids as text."""
    product_id = session.product("Link 100G").product_id
    found = [LinkInactive.new(product, "default").speed for product in (product_id, str(product_id))]
    assert [100_000, 100_000] == found


def test_values_may_be_given_at_once(session: SubscriptionSession) -> None:
    """Blocks and fields such as the note may be given to `new`."""
    block = LinkBlockInactive.new(ports=[PortBlockInactive(name="a")], price="1.50")
    link = LinkInactive.new("Link 10G", "default", link=block, note="urgent")
    assert link.link is block
    assert ("urgent", Decimal("1.50")) == (link.note, link.link.price)


def test_the_root_class_begins_any_product(session: SubscriptionSession) -> None:
    """`SubscriptionModel.new` picks the class of the product's first stage; `from_product_id` is the same."""
    assert type(SubscriptionModel.new("Link 10G", "default")) is LinkInactive
    assert type(SubscriptionModel.from_product_id("Memo", "default")) is Memo


def test_a_new_subscription_is_saved_as_version_one(step: Step) -> None:
    """The first save makes version 1, and what comes back is what was saved."""
    with step() as written:
        link = LinkInactive.new("Link 10G", "default")
        link.link.ports = [PortBlockInactive(name="a", vlans=[3, 1, 2])]
    assert [(link.subscription_id, 0, 1)] == [
        (w.subscription_id, w.from_version, w.to_version) for w in written
    ]
    with step():
        loaded = LinkInactive.from_subscription_id(link.subscription_id)
        assert link.model_dump(exclude={"version"}) == loaded.model_dump(exclude={"version"})


def test_a_later_stage_cannot_begin(session: SubscriptionSession) -> None:
    """The class of another stage says which class to begin with."""
    with pytest.raises(SubscriptionError, match=r"begin with LinkInactive\.new"):
        Link.new("Link 10G", "default")


def test_another_product_s_model_cannot_begin(session: SubscriptionSession) -> None:
    """A class that is not the product's says what the product has."""
    with pytest.raises(SubscriptionError, match="'Link 10G' has subscriptions of LinkInactive, not of Memo"):
        Memo.new("Link 10G", "default")


@pytest.mark.parametrize("values", [{"status": ACTIVE}, {"speed": 1}, {"version": 7}])
def test_what_new_decides_is_not_given(session: SubscriptionSession, values: dict[str, object]) -> None:
    """Status, version and fixed inputs are not the caller's to choose."""
    with pytest.raises(SubscriptionError, match=f"sets {next(iter(values))} itself"):
        LinkInactive.new("Link 10G", "default", **values)


def test_a_value_that_does_not_fit_is_named(session: SubscriptionSession) -> None:
    """A misspelt field is an error that names it."""
    with pytest.raises(SubscriptionError, match="LinkInactive cannot begin: lnik: Extra inputs"):
        LinkInactive.new("Link 10G", "default", lnik=1)


@pytest.mark.parametrize("product", ["Link 10", UUID(int=0), str(uuid4())])
def test_an_unknown_product_is_named(session: SubscriptionSession, product: UUID | str) -> None:
    """A product that does not exist is an error that lists those that do."""
    with pytest.raises(NotFoundError, match=rf"{product}.*Known products: .*Link 100G, Link 10G, Memo"):
        SubscriptionModel.new(product, "default")


def test_an_unknown_customer_is_named(step: Step) -> None:
    """A subscription for nobody is refused when it is saved."""
    with pytest.raises(NotFoundError, match="customer 'nobody', which does not exist"), step():
        LinkInactive.new("Link 10G", "nobody")


def test_without_a_store_the_error_says_where_to_do_it() -> None:
    """Outside of steps and forms there is no store, and the message says so."""
    with pytest.raises(PerdureError, match="inside a step, a form or a check"):
        LinkInactive.new("Link 10G", "default")
