"""Products that refer to each other: nodes, ports on nodes, circuits between ports or bundles of them."""

from pydantic import Field

from perdure.domain.blocks import ProductBlockModel
from perdure.domain.catalogue import Plugin
from perdure.domain.exclusive import Exclusive
from perdure.domain.lifecycle import ACTIVE
from perdure.domain.product import Product
from perdure.domain.subscription import SubscriptionModel

from .links import CATALOGUE


class NodeBlock(ProductBlockModel, product_block_name="Node"):
    name: str = ""


class Node(SubscriptionModel, is_base=True):
    node: NodeBlock


class PortBlockInactive(ProductBlockModel, product_block_name="Port"):
    name: str = ""
    vlans: list[int] = Field(default_factory=list)
    node: NodeBlock | None = None


class PortBlock(PortBlockInactive, lifecycle=[ACTIVE]):
    serial: str = "?"


class PortInactive(SubscriptionModel, is_base=True):
    port: PortBlockInactive

    def describe(self) -> str:
        return f"Port {self.port.name}"


class Port(PortInactive, lifecycle=[ACTIVE]):
    port: PortBlock


class BundleBlock(ProductBlockModel, product_block_name="Bundle"):
    name: str = ""
    vlans: list[int] = Field(default_factory=list)
    members: list[PortBlock]


class Bundle(SubscriptionModel, is_base=True):
    bundle: BundleBlock


class CircuitBlock(ProductBlockModel, product_block_name="Circuit"):
    ends: list[PortBlock]
    spare: PortBlock | None
    main: Exclusive[PortBlock] | None = None
    both: list[Exclusive[PortBlock]] = Field(default_factory=list)
    over: BundleBlock | PortBlockInactive | None
    ways: list[BundleBlock | PortBlockInactive]
    bandwidth: int = 0
    note: str = ""


class Circuit(SubscriptionModel, is_base=True):
    circuit: CircuitBlock

    def describe(self) -> str:
        return f"Circuit {' - '.join(end.name for end in self.circuit.ends)}"


NODE = Product("Node", Node)
PORT = Product("Port", PortInactive)
BUNDLE = Product("Bundle", Bundle)
CIRCUIT = Product("Circuit", Circuit)

CATALOGUE.load(Plugin("networks", products=[NODE, PORT, BUNDLE, CIRCUIT]))
