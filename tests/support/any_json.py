"""A page with every kind of field, and any JSON to answer it with."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Network
from typing import Annotated, Any, Literal
from uuid import UUID

from hypothesis import strategies as st
from pydantic import AwareDatetime, BaseModel, Field, SecretStr

from perdure.forms import (
    Accept,
    ButtonsConfig,
    Choice,
    DateTime,
    Dec,
    DropDown,
    File,
    Float,
    FormPage,
    Initial,
    Integer,
    Label,
    Layout,
    ListOfOne,
    ListOfTwo,
    LongText,
    MultiSearchSelect,
    MultiSelect,
    Radio,
    SearchSelect,
    Secret,
    Text,
    Timestamp,
    at_least,
    callout,
    choice,
    contact_person_list,
    depends_on,
    read_only_field,
    visible_when,
)


class Colour(Choice):
    RED = "red"
    BLUE = "blue"


class Port(BaseModel):
    name: str
    vlan: Annotated[int, Integer(ge=1, le=4094)] = 1


class Everything(FormPage):
    text: Annotated[str, Text(max_length=5, pattern="^[a-z]*$")] = ""
    integer: Annotated[int, Integer(ge=1)] = 1
    floating: Annotated[float, Float(le=1)] = 0
    exact: Annotated[Decimal, Dec(digits=5, places=2, ge=0)] = Decimal(0)
    any_decimal: Decimal = Decimal(0)
    radio: Radio[Colour] = Colour.RED
    nothing: DropDown[choice("Nothing", {})] | None = None  # type: ignore[misc]
    several: MultiSelect[Colour] = Field(default_factory=list, max_length=2)
    literal: Literal["a", 1, True] = "a"
    accept: Accept | None = None
    day: date = date(2026, 1, 1)
    moment: AwareDatetime | None = None
    naive: datetime | None = None
    hour: time | None = None
    length: timedelta = timedelta(0)
    product: UUID | None = None
    address: IPv4Address | None = None
    network: IPv6Network | None = None
    port: Port = Port(name="x")
    ports: list[Port] = Field(default_factory=list)
    named: dict[str, Port] = Field(default_factory=dict)
    numbers: set[int] = Field(default_factory=set)
    pair: tuple[float, str] = (0.0, "")
    secret: SecretStr = SecretStr("")
    anything: Any = None
    agreed: bool = False
    shown: str = Field("x", frozen=True)
    initial: Annotated[int, Initial(1)] = 1
    timestamp: Timestamp = 0
    at: Annotated[datetime | None, DateTime(ge=datetime(2026, 1, 1, tzinfo=UTC))] = None
    long: LongText = ""
    label: Label = "a label"
    note: callout(message="Mind") = None  # type: ignore[valid-type]
    fixed: read_only_field(7)  # type: ignore[valid-type]
    one: ListOfOne[int] = Field(default_factory=lambda: [1])
    two: ListOfTwo[Port] | None = None
    people: contact_person_list(max_items=2) = Field(default_factory=list)  # type: ignore[valid-type]
    server: Annotated[str | None, SearchSelect.among({"a": "A"})] = None
    servers: Annotated[list[str], MultiSearchSelect.among({"a": "A"})] = Field(default_factory=list)
    file: Annotated[UUID | None, File()] = None
    password: Secret | None = None
    passwords: dict[str, Secret] = Field(default_factory=dict)
    fitting: Annotated[Colour | None, depends_on(radio={"red": ["blue"]})] = None
    when_red: Annotated[list[Port], visible_when(radio="red", integer=at_least(2))]
    laid_out: Annotated[str, Layout(span=6)] = ""
    buttons: ButtonsConfig = ButtonsConfig()


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(
        ["NaN", "-inf", "1e999", "1_0", "\0", "\ud800", "2026-02-30", "P1Y", "red", "::/0", "PT"]
    )
    | st.from_type(date).map(str)
    | st.from_type(timedelta).map(str)
)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
