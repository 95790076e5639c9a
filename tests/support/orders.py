"""A task that orders at another system: a folder in which each order is a file, named by its idempotency key."""

import os
from pathlib import Path
from urllib.parse import quote

from perdure import Plugin, State, StepContext, StepList, begin, inputstep, step, task
from perdure.forms import FormGenerator, SubmitFormPage


def other_system() -> Path:
    """The other system."""
    return Path(os.environ["OTHER_SYSTEM"])


@step("Prepare")
def prepare() -> State:
    return {"prepared": True}


@step("Order")
def order(context: StepContext) -> State:
    with (other_system() / "calls").open("a") as calls:
        calls.write(f"{context.attempt}\n")
    (other_system() / quote(context.idempotency_key, safe="")).touch()
    return {"ordered_in_attempt": context.attempt}


@step("Confirm")
def confirm(ordered_in_attempt: int) -> State:
    return {"confirmed": ordered_in_attempt}


class Page(SubmitFormPage):
    agreed: bool


@inputstep("Agree", assignee="NOC")
def agree() -> FormGenerator:
    page = yield Page
    return page.answers()


@task("Place an order")
def place_order() -> StepList:
    return begin >> prepare >> order >> confirm


@task("Place an order that somebody agrees to")
def place_agreed_order() -> StepList:
    return begin >> prepare >> agree >> order >> confirm


plugin = Plugin("orders", workflows=[place_order, place_agreed_order])
