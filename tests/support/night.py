"""Tasks of a night watch: they fail, wait and sleep when the tests want it."""

from datetime import timedelta

from perdure import (
    Plugin,
    State,
    StepList,
    begin,
    callback_step,
    inputstep,
    parallel,
    retrystep,
    sleep_for,
    step,
    task,
)
from perdure.forms import FormGenerator, FormPage

trouble: set[str] = set()
"""Titles of the steps that fail."""


class Round(FormPage):
    doors: int = 1


def round_form() -> FormGenerator:
    page = yield Round
    return page.answers()


@step("Count the doors")
def count(doors: int) -> State:
    return {"doors": doors + 1}


@step("Lock the doors")
def lock(doors: int) -> State:
    if "Lock the doors" in trouble:
        raise ValueError("The key is stuck")
    return {"locked": doors}


@step("Write it down")
def write_down(locked: int = 0) -> State:
    return {"written": locked}


@task("Round", form=round_form)
def make_round() -> StepList:
    return begin >> count >> lock


@task("Nap")
def nap() -> StepList:
    return begin >> sleep_for(timedelta(hours=1))


@retrystep("Call the boss", first=timedelta(hours=1), at_most=timedelta(hours=1))
def call_boss() -> State:
    raise ValueError("Nobody picks up")


@task("Report")
def report() -> StepList:
    return begin >> call_boss


@step("Order a parcel")
def order_parcel(callback_route: str) -> None:
    return None


@task("Parcel")
def parcel() -> StepList:
    return begin >> callback_step("Receive the parcel", order_parcel, timeout=timedelta(hours=1))


class Yes(FormPage):
    yes: bool


@inputstep("Let them in", assignee="NOC", due=timedelta(milliseconds=1), four_eyes=True)
def let_in() -> FormGenerator:
    page = yield Yes
    return page.answers()


@inputstep("Make tea", assignee="kitchen")
def make_tea() -> FormGenerator:
    page = yield Yes
    return {"tea": page.answers()["yes"]}


@task("Visitors")
def visitors() -> StepList:
    return begin >> parallel("Visit", begin >> let_in, begin >> make_tea)


plugin = Plugin("night", workflows=[make_round, nap, report, parcel, visitors])
