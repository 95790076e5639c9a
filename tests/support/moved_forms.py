"""Forms as a user of pydantic-forms writes them; the tests run this very text under both libraries."""

import asyncio
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    HttpUrl,
    Json,
    SecretStr,
    conlist,
    constr,
    field_validator,
    model_validator,
)
from pydantic_forms.core import FormPage
from pydantic_forms.types import AcceptItemType, FormGenerator
from pydantic_forms.validators import (
    Accept,
    Button,
    ButtonsConfig,
    Callout,
    Choice,
    ContactPerson,
    ContactPersonName,
    DisplaySubscription,
    Divider,
    Hidden,
    Label,
    Layout,
    ListOfOne,
    ListOfTwo,
    LongText,
    Markdown,
    MigrationSummary,
    OrganisationId,
    Timestamp,
    callout,
    choice_list,
    contact_person_list,
    markdown,
    migration_summary,
    read_only_field,
    read_only_list,
    timestamp,
    unique_conlist,
)

ID = UUID("866525c8-a868-49bc-b006-1a60e492631e")


class Speed(Choice):
    GIGABIT = "1000", "1 Gbit/s"
    TEN_GIGABIT = "10000", "10 Gbit/s"


class Plain(Choice):
    A = "A"
    B = "B"


class Single(Choice):
    ONLY = "x", "Only X"


Computed = Choice.__call__("Computed", {"u1": ("u1", "Node 1"), "u2": ("u2", "Node 2")})


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Mood(Enum):
    GOOD = "good"
    BAD = "bad"


class Level(IntEnum):
    LOW = 1
    HIGH = 2


class Port(BaseModel):
    name: str
    port: int = 80


class Range(BaseModel):
    low: int
    high: int

    @model_validator(mode="after")
    def in_order(self) -> "Range":
        if self.low > self.high:
            raise ValueError("low is above high")
        return self


class Node(BaseModel):
    name: str
    children: list["Node"] = []


class Cat(BaseModel):
    kind: Literal["cat"]
    lives: int


class Dog(BaseModel):
    kind: Literal["dog"]


class Cabling(Accept):
    data: ClassVar[Any] = [
        ("Look first", AcceptItemType.INFO),
        ("Cables", AcceptItemType.LABEL, {}),
        ("Cables are in", AcceptItemType.CHECKBOX),
        ("Labels are on", AcceptItemType.OPTIONAL_SUBCHECKBOX),
    ]


def is_even(value: int) -> int:
    if value % 2:
        raise ValueError("has to be even")
    return value


def is_small(value: int) -> int:
    assert value < 10, "has to be small"
    return value


class TextPage(FormPage):
    model_config = ConfigDict(title="Text")

    plain: str
    short: constr(min_length=2, max_length=4, pattern="^[a-z]+$")
    described: str = Field(title="T", description="D")
    default: str = "x"
    optional: str | None
    maybe: str | None = None
    long: LongText
    email: EmailStr
    url: HttpUrl
    json_text: Json
    aliased: str = Field(alias="otherName")
    organisation: OrganisationId
    contact_name: ContactPersonName
    identifier: UUID
    address: IPv4Address
    network: IPv4Network


class NumberPage(FormPage):
    whole: int
    bounded: Annotated[int, Field(ge=1, le=5)]
    above: Annotated[float, Field(gt=0, lt=1)]
    step: Annotated[float, Field(multiple_of=0.5)]
    share: float
    exact: Decimal
    price: Annotated[Decimal, Field(max_digits=5, decimal_places=2, ge=0)]
    default: Decimal = Decimal("1.50")
    even: Annotated[int, AfterValidator(is_even)] = 2
    small: Annotated[int, AfterValidator(is_small)] = 2
    agreed: bool
    declined: bool = False


class TimePage(FormPage):
    day: date
    moment: datetime
    hour: time
    length: timedelta
    stamp: Timestamp
    bounded: timestamp(min=10, max=20, locale="nl-nl", date_format="DD-MM-YYYY", time_format="HH:mm")
    hinted: timestamp(show_time_select=False, validate=False, min=10)


class ChoicePage(FormPage):
    speed: Speed
    plain: Plain
    single: Single
    computed: Computed
    titled: Speed = Field(title="Speed!", description="How fast")
    default: Speed = Speed.GIGABIT
    maybe: Speed | None = None
    radio: Annotated[Speed, Field(json_schema_extra={"format": "radio"})]
    several: choice_list(Speed)
    bounded: choice_list(Speed, min_items=1, max_items=2)
    unique: choice_list(Speed, min_items=1, max_items=3, unique_items=True)
    listed: list[Speed] = []  # noqa: RUF012 — pydantic copies it, and people write it so
    literal: Literal["a", "b", "c"]
    one: Literal["a"]
    colour: Colour
    mood: Mood
    level: Level
    accept: Accept
    cabling: Cabling


class ListPage(FormPage):
    numbers: conlist(int, min_length=1, max_length=3)
    words: set[str]
    pair: tuple[float, str]
    named: dict[str, int]
    one: ListOfOne[int]
    two: ListOfTwo[str]
    unique: unique_conlist(int, min_items=1, max_items=3)
    unbounded: unique_conlist(str)
    objects: unique_conlist(Port, min_items=1)
    made: list[int] = Field(default_factory=lambda: [1, 2])


class ObjectPage(FormPage):
    port: Port
    maybe: Port | None = None
    ports: list[Port]
    range: Range
    ranges: list[Range] = []  # noqa: RUF012 — likewise
    tree: Node
    pet: Cat | Dog = Field(discriminator="kind")
    either: int | str
    contact: ContactPerson
    contacts: contact_person_list(ID, "customer", min_items=1, max_items=3)

    @model_validator(mode="after")
    def few(self) -> "ObjectPage":
        if len(self.ports) > 2:
            raise ValueError("two ports are enough")
        return self


class ShownPage(FormPage):
    label: Label
    heading: Label = "Where it ends"
    line: Divider
    hidden: Hidden = "crm"
    subscription: DisplaySubscription = ID
    table: MigrationSummary
    change: migration_summary(
        {"headers": ["Before", "After"], "labels": ["speed"], "columns": [["1G"], ["10G"]]}
    )
    box: Callout
    warning: callout(header="H", message="M", icon_type="bell", message_type="danger")
    text: Markdown
    formatted: markdown(content="# hi", color="success")
    frozen: str = Field("x", frozen=True)
    invalid: Annotated[int, Field(ge=1)] = Field(-1, frozen=True)
    note: str = ""


class ReadOnlyPage(FormPage):
    text: read_only_field("x")
    number: read_only_field(1)
    truth: read_only_field(True)
    share: read_only_field(1.5)
    nothing: read_only_field(None)
    identifier: read_only_field(ID)
    colour: read_only_field(Colour.RED)
    long: read_only_field("x\ny", merge_type=LongText)
    words: read_only_list(["a", "b"])
    nobody: read_only_list([])
    objects: read_only_list([Port(name="n")])


class LaidOutPage(FormPage):
    first: Annotated[str, Layout(span=6)]
    last: Annotated[str, Layout(span=6, start=4, new_row=True, row_span=2, align="end")]
    plain: Annotated[str, Layout()] = ""
    buttons: ButtonsConfig = ButtonsConfig(previous=Button(text="Back"), next=Button("Order", "danger"))


class LastPage(FormPage):
    meta__: ClassVar[Any] = {"hasNext": False}


class SecretPage(FormPage):
    user: str
    password: SecretStr = Field(min_length=20)
    default: SecretStr = SecretStr("change me")


class RulesPage(FormPage):
    a: str
    b: str

    @field_validator("a")
    @classmethod
    def known(cls, value: str) -> str:
        if value == "?":
            raise ValueError("there is no such node")
        return value

    @model_validator(mode="after")
    def differ(self) -> "RulesPage":
        if self.a == self.b:
            raise ValueError("choose two nodes")
        return self


def core_link(state: dict[str, Any]) -> FormGenerator:
    nodes = yield RulesPage

    class PortsPage(FormPage):
        meta__: ClassVar[Any] = {"hasNext": False}
        port_a: str = f"{nodes.a}/1"
        port_b: str = f"{nodes.b}/1"

    ports = yield PortsPage
    return {**state, **ports.model_dump()}


def one_page(page: type[BaseModel]) -> Any:
    def form(state: dict[str, Any]) -> FormGenerator:
        answers = yield page
        return answers.model_dump(mode="json")

    return form


def plain_model(state: dict[str, Any]) -> FormGenerator:
    port = yield Port
    return {"port": port.model_dump()}


def no_pages(state: dict[str, Any]) -> FormGenerator:
    yield from ()
    return {"known": sorted(state)}


async def asynchronous(state: dict[str, Any]) -> Any:
    nodes = yield RulesPage
    await asyncio.sleep(0)
    yield {**state, "nodes": [nodes.a, nodes.b]}
