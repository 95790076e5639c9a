"""A small product for the tests of the engine: lines with a label and a speed."""

from uuid import UUID

from perdure import (
    ACTIVE,
    INITIAL,
    PROVISIONING,
    Finding,
    InconclusiveError,
    Plugin,
    Product,
    ProductBlockModel,
    RetryableError,
    State,
    StepContext,
    StepList,
    SubscriptionModel,
    begin,
    check,
    conditional,
    create_workflow,
    inputstep,
    modify_workflow,
    set_status,
    step,
    task,
    terminate_workflow,
    validate_workflow,
)
from perdure.forms import FormGenerator, FormPage, SubmitFormPage


class LineBlockInactive(ProductBlockModel, product_block_name="Line"):
    label: str = ""
    speed: int | None = None


class LineBlock(LineBlockInactive, lifecycle=[PROVISIONING, ACTIVE]):
    speed: int


class LineInactive(SubscriptionModel, is_base=True):
    line: LineBlockInactive

    def describe(self) -> str:
        return f"Line {self.line.label}"


class Line(LineInactive, lifecycle=[PROVISIONING, ACTIVE]):
    line: LineBlock


LINE = Product("Line", model=Line, tag="line")

outside: dict[str, list[str]] = {}
"""What the "other system" was asked to do, by what; a test may look and may add trouble under the key "fail"."""


def happen(what: str, key: str) -> None:
    """Do something outside, once per key; fails while a test says so."""
    if trouble := outside.get("fail"):
        error = trouble.pop()
        raise {"transient": RetryableError, "fatal": ValueError}[error](f"the other system said {error}")
    if key not in outside.setdefault(what, []):
        outside[what].append(key)


class LinePage(FormPage):
    label: str
    speed: int
    needs_approval: bool = False


def line_form(product_name: str) -> FormGenerator:
    page = yield LinePage
    return page.answers()


@step("Construct line")
def construct(product: UUID, customer_id: str, label: str, speed: int) -> State:
    line = LineInactive.new(product, customer_id)
    line.line.label = label
    line.line.speed = speed
    return {"subscription": line}


class Reason(FormPage):
    reason: str


class Confirm(SubmitFormPage):
    confirmed: bool


@inputstep("Approve line", assignee="NOC")
def approve(subscription: LineInactive) -> FormGenerator:
    reason = yield Reason
    confirm = yield Confirm
    return {"approval": reason.reason, "confirmed": confirm.confirmed, "reporter": "somebody else"}


@step("Order at the other system")
def order(context: StepContext, subscription: Line) -> State:
    happen("order", context.idempotency_key)
    return {"order": f"order of {subscription.line.label}"}


@step("Order asynchronously")
async def order_async(context: StepContext, order: str) -> State:
    context.heartbeat("half way")
    happen("order_async", context.idempotency_key)
    return {"order": order.upper()}


@create_workflow("Create line", product=LINE, form=line_form)
def create_line() -> StepList:
    needs_approval = conditional(lambda state: state["needs_approval"])
    return (
        begin
        >> construct
        >> needs_approval(begin >> approve)
        >> set_status(PROVISIONING)
        >> order
        >> order_async
    )


class SpeedPage(FormPage):
    new_speed: int


def speed_form(subscription: Line) -> FormGenerator:
    page = yield SpeedPage
    return page.answers()


@step("Change the speed")
def change_speed(subscription: Line, new_speed: int, context: StepContext) -> None:
    happen("change", context.idempotency_key)
    subscription.line.speed = new_speed


@modify_workflow("Change line", product=LINE, form=speed_form)
def change_line() -> StepList:
    return begin >> change_speed


@terminate_workflow("End line", product=LINE, allowed_statuses=[INITIAL, PROVISIONING, ACTIVE])
def end_line() -> StepList:
    return begin


real: dict[str, int | Exception] = {}
"""Speeds as the network has them, by label."""


@check("Speed on the network", system="network")
def check_speed(subscription: Line) -> list[Finding]:
    observed = real.get(subscription.line.label, subscription.line.speed)
    if isinstance(observed, Exception):
        raise observed
    return (
        [] if observed == subscription.line.speed else [Finding("speed", subscription.line.speed, observed)]
    )


@check("Label is there", system="inventory")
def check_label(subscription: Line) -> None:
    assert subscription.line.label, "no label"


@validate_workflow("Validate line", product=LINE)
def validate_line() -> StepList:
    return begin >> check_speed >> check_label


class CountPage(FormPage):
    count: int


def count_form() -> FormGenerator:
    page = yield CountPage
    return page.answers()


@step("Count")
def count_up(count: int) -> State:
    return {"count": count + 1}


@step("Note")
def note(context: StepContext, count: int) -> State:
    happen("note", context.idempotency_key)
    return {"noted": count}


@task("Count up", form=count_form)
def count_task() -> StepList:
    return begin >> count_up >> note


plugin = Plugin(
    "sample", products=[LINE], workflows=[create_line, change_line, end_line, validate_line, count_task]
)

__all__ = ["InconclusiveError", "outside", "plugin", "real"]
