"""A small product for the tests of the API: lamps."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from perdure import (
    ACTIVE,
    Finding,
    Plugin,
    Product,
    ProductBlockModel,
    State,
    StepContext,
    StepList,
    SubscriptionModel,
    begin,
    callback_step,
    check,
    conditional,
    create_workflow,
    inputstep,
    modify_workflow,
    step,
    task,
    terminate_workflow,
    validate_workflow,
)
from perdure.forms import FormGenerator, FormPage, Integer, Radio, SubmitFormPage, Text


class LampBlock(ProductBlockModel, product_block_name="Lamp"):
    room: str
    watts: int


class Lamp(SubscriptionModel, is_base=True):
    lamp: LampBlock

    def describe(self) -> str:
        return f"Lamp in {self.lamp.room}"


LAMP = Product("Lamp", model=Lamp, tag="light", description="Shines.")


ladder = False
"""Without one, no lamp can be mounted in the attic."""


class Place(StrEnum):
    INDOORS = "indoors"
    OUTDOORS = "outdoors"


class PlacePage(FormPage):
    place: Radio[Place]


class Approval(SubmitFormPage):
    remark: Annotated[str, Text(min_length=1, max_length=50)]


def order_form() -> FormGenerator:
    place = yield PlacePage

    class RoomPage(SubmitFormPage):
        room: Annotated[str, Text(max_length=20, pattern=r"^[a-z]+$")]
        watts: Annotated[int, Integer(ge=1, le=100 if place.place is Place.INDOORS else 500)]

    room = yield RoomPage
    return {**place.answers(), **room.answers()}


def watts_form(subscription: Lamp) -> FormGenerator:
    class WattsPage(SubmitFormPage):
        watts: int = subscription.lamp.watts

    return (yield WattsPage).answers()


@step("Order the lamp")
def order(product: UUID, customer_id: str, room: str, watts: int) -> State:
    return {"subscription": Lamp.new(product, customer_id, lamp=LampBlock.new(room=room, watts=watts))}


@inputstep("Approve the outdoor lamp", assignee="garden")
def approve(room: str) -> FormGenerator:
    class Question(FormPage):
        approved: bool

    question = yield Question
    remark = yield Approval
    return {**question.answers(), **remark.answers()}


def unmount(subscription: Lamp) -> State:
    return {"unmounted": subscription.lamp.room}


@step("Mount the lamp", undo=unmount)
def mount(subscription: Lamp, context: StepContext) -> State:
    if subscription.lamp.room == "attic" and not ladder:
        raise ValueError("There is no ladder")
    context.store_secret("pin", "2718281828")
    return {"mounted": True}


@step("Change the bulb")
def change_bulb(subscription: Lamp, watts: int) -> State:
    subscription.lamp.watts = watts
    return {"subscription": subscription}


@step("Take it down")
def take_down(subscription: Lamp) -> None:
    return None


@check("The bulb", system="meter")
def check_bulb(subscription: Lamp) -> list[Finding]:
    measured = 40
    if subscription.lamp.watts == measured:
        return []
    adopt = {"lamp.watts": measured}
    return [Finding("lamp.watts", expected=subscription.lamp.watts, observed=measured, adopt=adopt)]


@step("Sweep")
def sweep() -> State:
    return {"swept": True}


def is_outdoors(state: dict[str, Any]) -> bool:
    return bool(state["place"] == Place.OUTDOORS)


@create_workflow("Create lamp", product=LAMP, form=order_form, status=ACTIVE)
def create_lamp() -> StepList:
    return begin >> order >> conditional(is_outdoors)(approve) >> mount


@modify_workflow("Modify lamp", product=LAMP, form=watts_form)
def modify_lamp() -> StepList:
    return begin >> change_bulb


@terminate_workflow("Terminate lamp", product=LAMP)
def terminate_lamp() -> StepList:
    return begin >> take_down


@validate_workflow("Validate lamp", product=LAMP)
def validate_lamp() -> StepList:
    return begin >> check_bulb


@task("Sweep the shop")
def sweep_shop() -> StepList:
    return begin >> sweep


calls: list[str] = []
"""The addresses at which the wholesaler was told to call back."""


@step("Ask the wholesaler")
def ask_wholesaler(callback_route: str) -> None:
    calls.append(callback_route)


@task("Order bulbs")
def order_bulbs() -> StepList:
    return begin >> callback_step("Order", ask_wholesaler)


plugin = Plugin(
    "lamps",
    products=[LAMP],
    workflows=[create_lamp, modify_lamp, terminate_lamp, validate_lamp, sweep_shop, order_bulbs],
)
