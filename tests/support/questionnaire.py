"""Forms for the tests of the console: every kind of field, on three pages; one that asks in the middle."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from perdure import Plugin, State, StepList, begin, inputstep, step, task
from perdure.forms import (
    Accept,
    Choice,
    DateTime,
    Dec,
    Divider,
    DropDown,
    File,
    Float,
    FormGenerator,
    FormPage,
    Hidden,
    Integer,
    Label,
    LongText,
    MultiSearchSelect,
    MultiSelect,
    Radio,
    SearchSelect,
    Secret,
    SubmitFormPage,
    Text,
    Timestamp,
    callout,
    choice,
    depends_on,
    markdown,
    migration_summary,
    read_only_field,
    visible_when,
)

SERVERS = {f"server-{number}": f"Server {number}" for number in range(1000)}


class Kind(StrEnum):
    TAGGED = "tagged"
    UNTAGGED = "untagged"


class Node(Choice):
    AMS = "ams", "Amsterdam"
    UTR = "utr", "Utrecht"


class Port(Choice):
    AMS_1 = "ams-1"
    AMS_2 = "ams-2"
    UTR_1 = "utr-1"


Few = choice("Few", {name: name.title() for name in ("red", "green", "blue")})
Many = choice("Many", {f"n{number}": f"Number {number}" for number in range(30)})


class Cabling(Accept):
    data = [("Before you go on", "info"), ("Cables are in", "checkbox"), ("Labels are on", "checkbox?")]  # noqa: RUF012 — as authors write it


class ChoosingPage(FormPage):
    model_config = ConfigDict(title="Choosing")

    kind: Radio[Kind]
    vlan: Annotated[int, Integer(ge=1, le=4094), visible_when(kind="tagged")]
    node: DropDown[Node]
    port: Annotated[DropDown[Port], depends_on(node={"ams": ["ams-1", "ams-2"], "utr": ["utr-1"]})]
    few: MultiSelect[Few] = Field(min_length=1)
    many: MultiSelect[Many] = Field(default_factory=list)
    managed: bool = False
    urgent: bool | None = None
    server: Annotated[str, SearchSelect.among(SERVERS)]
    spares: Annotated[list[str], MultiSearchSelect.among(SERVERS)] = Field(default_factory=list)
    cabling: Cabling
    sure: Accept


class TypingPage(FormPage):
    model_config = ConfigDict(title="Typing")

    name: Annotated[str, Text(max_length=20, pattern="^[a-z][a-z0-9_]*$")]
    remark: str | None = None
    reason: LongText
    count: Annotated[int, Integer(ge=1, le=100)]
    share: Annotated[float, Float(ge=0, le=1)]
    price: Annotated[Decimal, Dec(digits=8, places=2)]
    day: date
    begin: Annotated[datetime, DateTime()]
    since: Timestamp
    password: Secret
    contract: Annotated[UUID | None, File(max_bytes=2_000_000, accept=("text/plain",))] = None


class Interface(BaseModel):
    name: str
    speed: int = 1000


class Range(BaseModel):
    low: int
    high: int


class RowsPage(SubmitFormPage):
    model_config = ConfigDict(title="Rows")

    heading: Label = "What is where"
    notice: callout(header="Mind the gap", message="It is wide.", message_type="warning")
    text: markdown(content="Some *formatted* text.")
    change: migration_summary({"headers": ["Now", "Then"], "labels": ["Speed"], "columns": [["1"], ["10"]]})
    line: Divider
    source: Hidden = "console"
    site: read_only_field("Science Park")
    interfaces: list[Interface] = Field(min_length=1, max_length=3)
    tags: list[str] = Field(default_factory=list)
    vlans: Range
    reserved: Range | None = None


def questionnaire() -> FormGenerator:
    choosing = yield ChoosingPage
    typing = yield TypingPage
    rows = yield RowsPage
    return choosing.answers() | typing.model_dump(mode="json", exclude={"password"}) | rows.answers()


class KindPage(FormPage):
    model_config = ConfigDict(title="Which kind")

    kind: Radio[Kind]


class TaggedPage(SubmitFormPage):
    vlan: int


class UntaggedPage(SubmitFormPage):
    interface: str


def fork() -> FormGenerator:
    first = yield KindPage
    second = yield TaggedPage if first.kind is Kind.TAGGED else UntaggedPage
    return second.answers()


class Torn(SubmitFormPage):
    word: str


def torn() -> FormGenerator:
    yield Torn
    yield "no page"


class Verdict(SubmitFormPage):
    model_config = ConfigDict(title="Your verdict")

    verdict: Radio[Kind]
    password: Secret


@inputstep("Give a verdict", assignee="NOC")
def judge() -> FormGenerator:
    page = yield Verdict
    return {"verdict": page.verdict}


@step("Note the verdict")
def note(verdict: str) -> State:
    return {"noted": verdict}


@task("Fill in everything", form=questionnaire)
def fill_in_everything() -> StepList:
    return begin


@task("Ask in the middle")
def ask_in_the_middle() -> StepList:
    return begin >> judge >> note


@task("Come to a fork", form=fork)
def come_to_a_fork() -> StepList:
    return begin


@task("Tear a form", form=torn)
def tear() -> StepList:
    return begin


plugin = Plugin("questionnaire", workflows=[fill_in_everything, ask_in_the_middle, come_to_a_fork, tear])

# What a browser posts for the three pages, by name.
CHOOSING: Final = {
    "/kind": ["tagged"],
    "/vlan": ["7"],
    "/node": ["ams"],
    "/port": ["ams-2"],
    "/few": ["red", "blue"],
    "/server": ["server-7"],
    "/cabling": ["1"],
    "/sure": ["ACCEPTED"],
}
TYPING: Final = {
    "/name": ["orders"],
    "/reason": ["The old one\nis full."],
    "/count": ["12"],
    "/share": ["0.25"],
    "/price": ["12.50"],
    "/day": ["2026-02-28"],
    "/begin": ["2026-02-28T13:30"],
    "/begin~zone": ["Europe/Amsterdam"],
    "/since": ["2026-02-28T13:30:00"],
    "/password": ["correct horse"],
}
ROWS: Final = {
    "/interfaces": ["1"],
    "/interfaces/0/name": ["eth0"],
    "/interfaces/0/speed": ["1000"],
    "/vlans/low": ["1"],
    "/vlans/high": ["9"],
}
