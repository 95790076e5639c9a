"""Properties: any JSON ends in one of the outcomes of a form, and the answers alone decide in which."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Network
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from hypothesis import given, settings
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
    FormException,
    FormGenerator,
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
    bind_files,
    callout,
    choice,
    contact_person_list,
    depends_on,
    form_body,
    generate_form,
    keep_answers,
    post_form,
    read_only_field,
    storable_answers,
    take_secrets,
    visible_when,
)

pytestmark = [
    # Pydantic hands `true` to IPv6Network, and Python's own code stumbles over the boolean.
    pytest.mark.filterwarnings("ignore:__int__ returned non-int:DeprecationWarning")
]
# Other tests' servers share the processors: no limit to what an example may take.
patient = settings(deadline=None)


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


class Last(FormPage):
    note: str = ""


class NoFiles:
    """A store in which nothing is."""

    def uploaded_file(self, file_id: UUID) -> None:  # noqa: ARG002 — its name is the protocol's
        return None


def form() -> FormGenerator:
    first = yield Everything
    yield Last
    return first.answers()


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
pages = st.dictionaries(st.sampled_from(list(Everything.model_fields)) | st.text(), json_values, max_size=6)


def ending(answers: Any) -> dict[str, Any]:
    """The form's result or the body of its exception; both have to be fit for storing and sending."""
    try:
        with bind_files(NoFiles()):
            end, _secrets = take_secrets(post_form(form, {}, answers))
    except FormException as error:
        end = form_body(error)
    sent = json.dumps(end, allow_nan=False, ensure_ascii=False).encode()
    assert b"\\u0000" not in sent
    return end


@patient
@given(pages)
def test_any_page(page: dict[str, Any]) -> None:
    """Any JSON in any field is accepted or refused, never an exception that nobody expects."""
    assert ending([page, {}]).get("status", 400) == 400


@patient
@given(st.sampled_from(list(Everything.model_fields)), json_values)
def test_any_value_in_any_field(field: str, value: Any) -> None:
    """A value that is refused is refused at its own field, beside others that are right."""
    end = ending([{field: value}])

    assert {field} >= {error["loc"][0] for error in end.get("validation_errors", [])}


@patient
@given(json_values | st.lists(json_values, max_size=4))
def test_any_answers(answers: Any) -> None:
    """Any JSON where the list of pages should be ends just as well."""
    assert ending(answers).get("status", 400) in {400, 422, 510}


@patient
@given(pages, pages)
def test_any_answers_kept(page: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever was answered before and is answered now, what is kept is JSON without secrets."""
    with bind_files(NoFiles()):
        kept = keep_answers(form, {}, [page], [other, {"note": "n"}])
        stored = [*storable_answers(form, {}, [other]), *kept.pages, kept.next, *kept.later]

    assert not any({"secret", "password", "passwords"} & answers.keys() for answers in stored)


def wizard(runs: list[None]) -> Callable[[], FormGenerator]:
    """A form whose next page depends on all answers so far; counts how often it is started."""

    def numbered(limit: int) -> type[FormPage]:
        class Page(FormPage):
            number: int = Field(le=limit)

        return Page

    def start() -> FormGenerator:
        runs.append(None)
        total = 0
        for _ in range(5):
            answer = yield numbered(10 - total)
            total += answer.number
        return {"total": total}

    return start


@patient
@given(st.lists(st.fixed_dictionaries({"number": st.integers(0, 2)}), min_size=5, max_size=5), st.data())
def test_back_and_forth(answers: list[dict[str, int]], data: st.DataObject) -> None:
    """However someone goes back and forth, the same answers lead to the same page; a turn is one run."""
    runs: list[None] = []
    seen: dict[int, Any] = {}
    turns = data.draw(st.lists(st.integers(0, 5), max_size=8))

    for turn in turns:
        page = generate_form(wizard(runs), {}, answers[:turn])
        assert seen.setdefault(turn, page) == page

    assert len(turns) == len(runs)
