"""Products to test with: a link between ports, with a class per stage, and a memo, with one class for all."""

from decimal import Decimal

from pydantic import Field

from perdure.domain.blocks import ProductBlockModel
from perdure.domain.catalogue import Catalogue, Plugin
from perdure.domain.lifecycle import ACTIVE, PROVISIONING
from perdure.domain.product import Product
from perdure.domain.subscription import SubscriptionModel


class PortBlockInactive(ProductBlockModel, product_block_name="Port"):
    name: str | None = None
    vlans: list[int] = Field(default_factory=list)


class PortBlock(PortBlockInactive, lifecycle=[ACTIVE]):
    name: str


class LinkBlockInactive(ProductBlockModel, product_block_name="Link"):
    ports: list[PortBlockInactive]
    backup: PortBlockInactive | None
    price: Decimal | None = None


class LinkBlockProvisioning(LinkBlockInactive, lifecycle=[PROVISIONING]):
    price: Decimal


class LinkBlock(LinkBlockProvisioning, lifecycle=[ACTIVE]):
    ports: list[PortBlock]
    backup: PortBlock | None


class LinkInactive(SubscriptionModel, is_base=True):
    speed: int
    link: LinkBlockInactive

    def describe(self) -> str:
        return f"Link {' - '.join(port.name or '?' for port in self.link.ports)}"


class LinkProvisioning(LinkInactive, lifecycle=[PROVISIONING]):
    link: LinkBlockProvisioning


class Link(LinkProvisioning, lifecycle=[ACTIVE]):
    link: LinkBlock


class MemoBlock(ProductBlockModel, product_block_name="Memo"):
    text: str = ""
    variable_1: int = 0


class Memo(SubscriptionModel, is_base=True):
    memo: MemoBlock


LINK_10G = Product("Link 10G", model=Link, fixed_inputs={"speed": 10_000}, tag="link")
LINK_100G = Product("Link 100G", model=LinkInactive, fixed_inputs={"speed": 100_000}, tag="link")
MEMO = Product("Memo", model=Memo, description="Something to remember")

CATALOGUE = Catalogue()
CATALOGUE.load(Plugin("tests", products=[LINK_10G, LINK_100G, MEMO]))
