"""Products that refer to each other, for the tests of the engine: circuits between ports."""

from threading import Barrier
from uuid import UUID

from pydantic import Field

from perdure import (
    ACTIVE,
    PROVISIONING,
    Exclusive,
    Plugin,
    Product,
    ProductBlockModel,
    State,
    StepContext,
    StepList,
    SubscriptionModel,
    abort_if,
    begin,
    create_workflow,
    lock,
    modify_workflow,
    parallel,
    set_status,
    step,
    task,
    terminate_workflow,
)
from perdure.db.engine import Database
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.store import bind_store
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
    ground: Exclusive[PlugBlock] | None = None
    colour: str = ""
    length: int = 0


class Cord(SubscriptionModel, is_base=True):
    cord: CordBlock

    def describe(self) -> str:
        return f"Cord {' - '.join(end.name for end in self.cord.ends)}"


PLUG = Product("Plug", PlugInactive)
CORD = Product("Cord", Cord)


class CordPage(FormPage):
    ends: list[UUID] = Field(default_factory=list)
    ground: UUID | None = None
    number: str = ""


def cord_form(product_name: str) -> FormGenerator:
    page = yield CordPage
    return page.answers()


@step("Claim number")
def claim_number(number: str, context: StepContext) -> None:
    if number:
        context.claim(f"number:{number}")


@step("Construct cord")
def construct_cord(product: UUID, customer_id: str, ends: list[UUID], ground: UUID | None) -> State:
    block = CordBlock(ends=[PlugBlock.ref(end) for end in ends])
    block.ground = PlugBlock.ref(ground) if ground else None
    return {"subscription": Cord.new(product, customer_id, cord=block)}


@create_workflow("Create cord", product=CORD, form=cord_form)
def create_cord() -> StepList:
    return begin >> claim_number >> construct_cord >> set_status(PROVISIONING)


together = Barrier(2, timeout=20)
"""Where two branches wait for each other: both have loaded the cord, and neither has saved it."""


class PaintPage(FormPage):
    colour: str = ""
    other_colour: str = ""
    length: int = 0


def paint_form() -> FormGenerator:
    page = yield PaintPage
    return page.answers()


@step("Paint")
def paint(subscription: Cord, colour: str) -> None:
    subscription.cord.colour = colour
    meet()


@step("Cut")
def cut(subscription: Cord, length: int, other_colour: str) -> State:
    subscription.cord.length = length
    subscription.cord.colour = other_colour or subscription.cord.colour
    meet()
    return {"cut": True}


def meet() -> None:
    if not together.broken:
        together.wait()


@modify_workflow("Paint and cut", product=CORD, form=paint_form)
def paint_and_cut() -> StepList:
    return begin >> parallel("Paint and cut", paint, cut)


class NamePage(FormPage):
    plugs: list[UUID]
    name: str


def name_form() -> FormGenerator:
    page = yield NamePage
    return page.answers()


@step("Name plugs")
def name_plugs(plugs: list[Plug], name: str) -> None:
    for plug in plugs:
        plug.plug.name = name


@step("Name ends")
def name_ends(subscription: Cord, name: str) -> None:
    for end in subscription.cord.ends:
        end.name = name


@task("Name plugs", form=name_form)
def name_plugs_task() -> StepList:
    return (
        begin
        >> lock("plugs")
        >> abort_if(lambda state: state["name"] == "stop", "A plug is not named so.")
        >> name_plugs
    )


@modify_workflow("Name ends", product=CORD, form=name_form)
def name_ends_of_cord() -> StepList:
    return begin >> name_ends


@terminate_workflow("End cord", product=CORD)
def end_cord() -> StepList:
    return begin


@terminate_workflow("End plug", product=PLUG)
def end_plug() -> StepList:
    return begin


@terminate_workflow("Tear plug out", product=PLUG, blocked_by_relations=False)
def tear_plug_out() -> StepList:
    return begin


plugin = Plugin(
    "circuits",
    products=[PLUG, CORD],
    workflows=[
        create_cord,
        paint_and_cut,
        name_plugs_task,
        name_ends_of_cord,
        end_cord,
        end_plug,
        tear_plug_out,
    ],
)


def new_plug(database: Database, name: str) -> str:
    """Make an active plug that nothing uses, and give its id."""
    session = SubscriptionSession(database)
    with bind_store(session):
        made = PlugInactive.new("Plug", "default", insync=True, plug=PlugBlockInactive(name=name))
        Plug.from_other_lifecycle(made, ACTIVE)
    with database.transaction() as connection:
        write_changes(connection, session.changes())
    return str(made.subscription_id)
