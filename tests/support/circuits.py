"""Products that refer to each other, for the tests of the engine: circuits between ports."""

from uuid import UUID

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
    create_workflow,
    set_status,
    step,
    terminate_workflow,
)
from perdure.forms import FormGenerator, FormPage


class PlugBlockInactive(ProductBlockModel, product_block_name="Plug"):
    name: str = ""


class PlugBlock(PlugBlockInactive, lifecycle=[ACTIVE]):
    pass


class PlugInactive(SubscriptionModel, is_base=True):
    plug: PlugBlockInactive

    def describe(self) -> str:
        return f"Plug {self.plug.name}"


class Plug(PlugInactive, lifecycle=[ACTIVE]):
    plug: PlugBlock


class CordBlock(ProductBlockModel, product_block_name="Cord"):
    ends: list[PlugBlock]
    colour: str = ""
    length: int = 0


class Cord(SubscriptionModel, is_base=True):
    cord: CordBlock

    def describe(self) -> str:
        return f"Cord {' - '.join(end.name for end in self.cord.ends)}"


PLUG = Product("Plug", PlugInactive)
CORD = Product("Cord", Cord)


class EndsPage(FormPage):
    ends: list[UUID]


def ends_form(product_name: str) -> FormGenerator:
    page = yield EndsPage
    return page.answers()


@step("Construct cord")
def construct_cord(product: UUID, customer_id: str, ends: list[UUID]) -> State:
    cord = Cord.new(product, customer_id, cord=CordBlock(ends=[PlugBlock.ref(end) for end in ends]))
    return {"subscription": cord}


@create_workflow("Create cord", product=CORD, form=ends_form)
def create_cord() -> StepList:
    return begin >> construct_cord >> set_status(PROVISIONING)


@terminate_workflow("End cord", product=CORD)
def end_cord() -> StepList:
    return begin


@terminate_workflow("End plug", product=PLUG)
def end_plug() -> StepList:
    return begin


@terminate_workflow("Tear plug out", product=PLUG, blocked_by_relations=False)
def tear_plug_out() -> StepList:
    return begin


plugin = Plugin("circuits", products=[PLUG, CORD], workflows=[create_cord, end_cord, end_plug, tear_plug_out])
