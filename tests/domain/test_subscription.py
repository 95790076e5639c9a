"""What may be set on a subscription, what may not, and its root block."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from pydantic import Field, ValidationError, computed_field

from perdure.domain.blocks import ProductBlockModel
from perdure.domain.errors import DefinitionError, SubscriptionError
from perdure.domain.lifecycle import ACTIVE, INITIAL
from perdure.domain.product import ProductModel
from perdure.domain.snapshot import restore, snapshot
from perdure.domain.subscription import SubscriptionModel

PRODUCT = ProductModel(product_id=uuid4(), name="Link")


class PortBlock(ProductBlockModel, product_block_name="Port"):
    name: str = "port"
    price: Decimal = Decimal(0)
    vlan: int = Field(default=1, ge=1, alias="vid")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def title(self) -> str:
        return f"{self.name}@{self.vlan}"


class LinkInactive(SubscriptionModel, is_base=True):
    speed: int = 10
    port: PortBlock
    spare: list[PortBlock] = Field(default_factory=list)


class Link(LinkInactive, lifecycle=[ACTIVE]): ...


class Pair(SubscriptionModel, is_base=True):
    left: PortBlock
    right: PortBlock


class Nothing(SubscriptionModel, is_base=True): ...


def new_link() -> LinkInactive:
    """Make a link, past every store."""
    return LinkInactive(product=PRODUCT, customer_id="c", port=PortBlock())


def test_assignments_are_validated_all_the_way_down() -> None:
    """A value is cast to the field's type, and one that does not fit is refused and changes nothing."""
    link = new_link()
    link.port.price = "1.50"  # type: ignore[assignment]
    assert Decimal("1.50") == link.port.price
    with pytest.raises(ValidationError):
        link.port.vlan = 0
    with pytest.raises(ValidationError):
        link.insync = "perhaps"  # type: ignore[assignment]
    assert (1, False) == (link.port.vlan, link.insync)


def test_an_assigned_block_is_that_object() -> None:
    """Changing a block after it was assigned changes the subscription, not a copy."""
    link, port = new_link(), PortBlock()
    link.port = port
    link.spare = [port]
    port.name = "later"
    assert ["later", "later"] == [link.port.name, link.spare[0].name]


def test_a_status_is_not_assigned() -> None:
    """The message says how a status is changed."""
    link = new_link()
    with pytest.raises(SubscriptionError, match=r"LinkInactive\.from_other_lifecycle\(subscription, "):
        link.status = ACTIVE
    assert INITIAL == link.status


def test_a_fixed_input_is_not_assigned() -> None:
    """What the product gives stays; the message says where changing things belong."""
    with pytest.raises(SubscriptionError, match="speed is a fixed input of product 'Link'"):
        new_link().speed = 20


@pytest.mark.parametrize("name", ["subscription_id", "product", "version"])
def test_the_identity_is_not_assigned(name: str) -> None:
    """Which subscription it is, of what, and in which version is not for steps to say."""
    link = new_link()
    with pytest.raises(ValidationError, match="frozen"):
        setattr(link, name, getattr(link, name))


def test_a_misspelt_field_is_refused() -> None:
    """Setting a field that is not there is an error, on blocks too."""
    link = new_link()
    for model in (link, link.port):
        with pytest.raises(ValueError, match="no attribute"):
            model.nmae = "x"


def test_a_class_has_the_statuses_it_is_for() -> None:
    """An active subscription is no object of an earlier stage's class."""
    with pytest.raises(ValidationError, match="LinkInactive is not for active, Link is"):
        LinkInactive(product=PRODUCT, customer_id="c", port=PortBlock(), status=ACTIVE)
    assert ACTIVE == Link(product=PRODUCT, customer_id="c", port=PortBlock(), status=ACTIVE).status


def test_the_root_block_is_the_one_that_is_no_list() -> None:
    """Lists of blocks do not count; the block is the very object."""
    link = new_link()
    assert link.product_block_model is link.port


@pytest.mark.parametrize(
    ("model", "blocks", "message"),
    [
        (Pair, ("left", "right"), r"Pair has 2 root blocks \(left, right\)"),
        (Nothing, (), r"0 root blocks \(none\)"),
    ],
)
def test_without_one_root_block_there_is_none(
    model: type[SubscriptionModel], blocks: tuple[str, ...], message: str
) -> None:
    """With two or none the error names them."""
    subscription = model(product=PRODUCT, customer_id="c", **{name: PortBlock() for name in blocks})
    with pytest.raises(DefinitionError, match=message):
        _ = subscription.product_block_model


def test_the_description_is_what_was_set_unless_described() -> None:
    """Without a `describe` of its own a subscription has the description that somebody gave it."""
    link = new_link()
    link.description = "from Amsterdam to Berlin"
    assert "from Amsterdam to Berlin" == link.describe()


def test_aliases_and_computed_fields_are_no_matter_of_storage() -> None:
    """A document has fields by their names and nothing that is computed, and is read back so."""
    link = LinkInactive(product=PRODUCT, customer_id="c", port=PortBlock(vid=7))
    stored = snapshot(link)
    assert {"subscription_instance_id", "name", "price", "vlan"} == stored.document["port"].keys()
    identity: dict[str, Any] = {"subscription_id": link.subscription_id, "product": PRODUCT, "version": 0}
    assert link == restore(LinkInactive, stored, **identity)
