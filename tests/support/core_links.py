"""Nodes with ports, and core links between two of them: the specification's own example of a form."""

from uuid import UUID

from pydantic import ConfigDict, Field, model_validator

from perdure import (
    ACTIVE,
    PROVISIONING,
    Plugin,
    Product,
    ProductBlockModel,
    State,
    StepList,
    SubscriptionModel,
    begin,
    choices,
    create_workflow,
    find,
    inputstep,
    modify_workflow,
    set_status,
    step,
)
from perdure.forms import Choice, DropDown, FormGenerator, FormPage, SubmitFormPage, ask


class NodeBlockInactive(ProductBlockModel, product_block_name="Core node"):
    name: str = ""


class NodeBlock(NodeBlockInactive, lifecycle=[ACTIVE]):
    pass


class NodeInactive(SubscriptionModel, is_base=True):
    node: NodeBlockInactive

    def describe(self) -> str:
        return f"Node {self.node.name}"


class Node(NodeInactive, lifecycle=[ACTIVE]):
    node: NodeBlock


class PortBlockInactive(ProductBlockModel, product_block_name="Core port"):
    name: str = ""
    node: NodeBlock | None = None


class PortBlock(PortBlockInactive, lifecycle=[ACTIVE]):
    node: NodeBlock


class PortInactive(SubscriptionModel, is_base=True):
    port: PortBlockInactive

    def describe(self) -> str:
        return f"Port {self.port.name}"


class Port(PortInactive, lifecycle=[ACTIVE]):
    port: PortBlock


class CoreLinkBlock(ProductBlockModel, product_block_name="Core link"):
    ports: list[PortBlock]


class CoreLink(SubscriptionModel, is_base=True):
    core_link: CoreLinkBlock

    def describe(self) -> str:
        return f"Core link {' - '.join(port.node.name for port in self.core_link.ports)}"


NODE = Product("Core node", NodeInactive)
PORT = Product("Core port", PortInactive)
CORE_LINK = Product("Core link", CoreLink)


def free_ports(node_id: str) -> dict[str, str]:
    """The ports of a node that no core link uses."""
    used = {port.owner_subscription_id for link in find(CoreLink) for port in link.core_link.ports}
    ports = find(Port, where={"port.node": NodeBlock.ref(node_id)})
    return choices(port for port in ports if port.subscription_id not in used)


def two_ports() -> FormGenerator:
    """Asks for two nodes, then for a free port of each."""

    class ActiveNode(Choice, options=choices(find(Node, status=ACTIVE))):
        """Where a link may end."""

    class NodesPage(FormPage):
        model_config = ConfigDict(title="Between which nodes")

        node_a: DropDown[ActiveNode]
        node_b: DropDown[ActiveNode]

        @model_validator(mode="after")
        def two_nodes(self) -> "NodesPage":
            if self.node_a is self.node_b:
                raise ValueError("A core link is between two nodes; choose another one")
            return self

    nodes = yield from ask(NodesPage)

    class PortOfA(Choice, options=free_ports(nodes.node_a)):
        """The free ports of one node."""

    class PortOfB(Choice, options=free_ports(nodes.node_b)):
        """The free ports of the other one."""

    class PortsPage(SubmitFormPage):
        model_config = ConfigDict(title=f"Between {nodes.node_a.label} and {nodes.node_b.label}")

        port_a: DropDown[PortOfA]
        port_b: DropDown[PortOfB]
        remark: str = Field("", title="Remark")

    ports = yield from ask(PortsPage)
    return nodes.answers() | ports.answers()


def create_form(product_name: str) -> FormGenerator:
    return (yield from two_ports())


@step("Construct the core link")
def construct(product: UUID, customer_id: str, port_a: UUID, port_b: UUID) -> State:
    ports = [PortBlock.ref(port_a), PortBlock.ref(port_b)]
    return {"subscription": CoreLink.new(product, customer_id, core_link=CoreLinkBlock(ports=ports))}


@create_workflow("Create core link", product=CORE_LINK, form=create_form)
def create_core_link() -> StepList:
    return begin >> construct >> set_status(PROVISIONING)


@inputstep("Choose where it goes from now on", assignee="NOC")
def choose_ports(subscription: CoreLink) -> FormGenerator:
    return (yield from two_ports())


@step("Move the core link")
def move(subscription: CoreLink, port_a: UUID, port_b: UUID) -> State:
    subscription.core_link.ports = [PortBlock.ref(port_a), PortBlock.ref(port_b)]
    return {"subscription": subscription}


@modify_workflow("Move core link", product=CORE_LINK)
def move_core_link() -> StepList:
    return begin >> choose_ports >> move


plugin = Plugin("core_links", products=[NODE, PORT, CORE_LINK], workflows=[create_core_link, move_core_link])


def made_node(name: str, *, active: bool = True) -> NodeInactive:
    """A node, as a step would make it."""
    node = NodeInactive.new("Core node", "default", node=NodeBlockInactive(name=name))
    return NodeInactive.from_other_lifecycle(node, ACTIVE) if active else node


def made_ports(node: NodeInactive, *names: str) -> dict[str, str]:
    """Ports of a node by name, as a step would make them; gives their ids."""
    made = {}
    for name in names:
        block = PortBlockInactive(name=name, node=NodeBlock.ref(node.subscription_id))
        port = PortInactive.from_other_lifecycle(PortInactive.new("Core port", "default", port=block), ACTIVE)
        made[name] = str(port.subscription_id)
    return made
