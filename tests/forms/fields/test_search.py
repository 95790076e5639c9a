"""Options that are searched for: schema and errors stay small, and every answer is looked up."""

import json
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import BaseModel, Field

from perdure.forms import (
    Choice,
    DropDown,
    FormFieldNotFoundError,
    FormGenerator,
    FormPage,
    FormValidationError,
    MultiSearchSelect,
    Options,
    OptionsPage,
    SearchSelect,
    form_body,
    form_errors,
    page_schema,
    post_form,
    search_options,
)

SERVERS = {f"server-{number}": f"Server {number}" for number in range(100_000)}
AMONG = SearchSelect.among(SERVERS)


class Node(Choice):
    AMS = "ams"
    UTR = "utr"


def search_ports(q: str, cursor: str | None, limit: int, *, node: str | None) -> tuple[Options, str | None]:
    ports = {f"{node}-{number}": f"Port {number} of {node}" for number in range(5)} if node else {}
    return {value: label for value, label in ports.items() if q in label}, None


def resolve_port(value: str, *, node: str | None) -> str | None:
    return search_ports("", None, 9, node=node)[0].get(value)


class Uplink(BaseModel):
    node: Node
    port: Annotated[str, SearchSelect(search_ports, resolve_port, needs=("node",))]


class Page(FormPage):
    server: Annotated[str, AMONG]
    spares: Annotated[list[str], MultiSearchSelect.among(SERVERS)] = Field(default_factory=list, max_length=3)
    maybe: Annotated[str, AMONG] | None = None
    node: DropDown[Node] = Node.AMS
    port: Annotated[str | None, SearchSelect(search_ports, resolve_port, needs=("node",))] = None
    uplinks: list[Uplink] = Field(default_factory=list)
    name: str = ""


class First(FormPage):
    kind: str


def form() -> FormGenerator:
    yield First
    page = yield Page
    return page.answers()


KIND = {"kind": "x"}


def submit(answers: dict[str, Any]) -> dict[str, Any]:
    return post_form(form, {}, [KIND, answers])


def errors(answers: dict[str, Any]) -> FormValidationError:
    with pytest.raises(FormValidationError) as raised:
        submit(answers)
    return raised.value


def test_schema() -> None:
    """A page with 100,000 options is small; clients know from the formats that there is something to search."""
    schema = page_schema(Page)
    properties = schema["properties"]

    assert {"type": "string", "format": "search-select", "title": "Server"} == properties["server"]
    assert {
        "type": "array",
        "format": "multi-search-select",
        "uniqueItems": True,
        "maxItems": 3,
        "default": [],
        "items": {"type": "string", "format": "search-select"},
        "title": "Spares",
    } == properties["spares"]
    assert [{"if": {"required": ["node"]}}] == properties["port"]["x-depends-on"]
    assert len(json.dumps(schema)) < 50_000


def test_looked_up() -> None:
    """Answers that are among the options are taken."""
    answers = {"server": "server-99999", "spares": ["server-1", "server-2"], "maybe": None, "port": "ams-3"}

    assert answers == {name: value for name, value in submit(answers).items() if name in answers}


@pytest.mark.parametrize(
    ("answers", "loc", "kind"),
    [
        ({"server": "x"}, ["server"], "not_offered"),
        ({"server": 1}, ["server"], "string_type"),
        ({"spares": ["server-1", "x"]}, ["spares", 1], "not_offered"),
        ({"spares": ["server-1", "server-1"]}, ["spares"], "unique_list"),
        ({"spares": [f"server-{number}" for number in range(4)]}, ["spares"], "too_long"),
        ({"maybe": "x"}, ["maybe"], "not_offered"),
        ({"port": "utr-1"}, ["port"], "not_offered"),
        (
            {"uplinks": [{"node": "ams", "port": "ams-1"}, {"node": "ams", "port": "utr-1"}]},
            ["uplinks", 1, "port"],
            "not_offered",
        ),
        ({"node": "?", "port": "utr-1"}, ["node"], "enum"),
    ],
)
def test_refused(answers: dict[str, Any], loc: list[int | str], kind: str) -> None:
    """What is not among the options is refused at its place; so is an option of another node."""
    assert [(loc, kind)] == [
        (error.loc, error.type) for error in form_errors(errors({"server": "server-1"} | answers))
    ]


def test_errors_are_small() -> None:
    """However much is wrong, the error is a few kilobytes."""
    wrong = {"server": "x" * 1000, "spares": [f"no-{number}" for number in range(1000)]}

    assert len(json.dumps(form_body(errors(wrong)))) < 4_000


def test_search() -> None:
    """What is typed is looked for anywhere in value and label, in any case; a cursor leads on."""
    first = search_options(form, {}, [KIND], "server", q="SERVER 9999", limit=3)
    second = search_options(form, {}, [KIND], "server", q="SERVER 9999", cursor=first.next_cursor)

    assert ["server-9999", "server-99990", "server-99991"] == list(first.options)
    assert "Server 9999" == first.options["server-9999"]
    assert [f"server-9999{number}" for number in range(2, 10)] == list(second.options)
    assert second.next_cursor is None


@pytest.mark.parametrize(("limit", "given"), [(0, 1), (-5, 1), (10_000, 100)])
def test_limit(limit: int, given: int) -> None:
    """Never more than a hundred options at once, and never none."""
    assert given == len(search_options(form, {}, [KIND], "spares", limit=limit).options)


def test_cursor_of_somebody_else() -> None:
    """A cursor that no search gave begins at the beginning."""
    assert search_options(form, {}, [KIND], "server") == search_options(
        form, {}, [KIND], "server", cursor="x"
    )


def test_labels() -> None:
    """The labels of values that are known already can be asked for; those of others are left out."""
    assert OptionsPage({"server-7": "Server 7"}) == search_options(
        form, {}, [KIND], "server", values=["server-7", "nothing"]
    )


def test_search_that_needs_another_field() -> None:
    """A search gets the answers that it needs, from the page as it is filled in so far."""
    assert ["utr-0"] == list(search_options(form, {}, [KIND], "port", q="0", page={"node": "utr"}).options)
    assert OptionsPage({}) == search_options(form, {}, [KIND], "port")


@pytest.mark.parametrize("path", ["uplinks.1.port", "uplinks.port"])
def test_search_within_an_object(path: str) -> None:
    """A field of an object is found by its path; what it needs is beside it."""
    uplinks = [{"node": "ams"}, {"node": "utr"}]
    found = search_options(form, {}, [KIND], path, page={"uplinks": uplinks}).options

    assert (["utr-0", "utr-1"] if "1" in path else []) == list(found)[:2]


@pytest.mark.parametrize(
    "field", ["name", "nothing", "node", "uplinks", "uplinks.node", "uplinks.9.x", "", "..", "name.x"]
)
def test_no_search_field(field: str) -> None:
    """A field that has no options to search for is named, with the fields that there are."""
    with pytest.raises(
        FormFieldNotFoundError, match="whose options are searched for; its fields are server"
    ) as raised:
        search_options(form, {}, [KIND], field)
    assert 404 == raised.value.status


def test_no_such_page() -> None:
    """Before there is such a page its predecessors have to be right; after the last there is none."""
    with pytest.raises(FormValidationError):
        search_options(form, {}, [{}], "server")
    with pytest.raises(FormFieldNotFoundError, match="The form is complete"):
        search_options(form, {}, [KIND, {"server": "server-1"}], "server")


def test_other_types() -> None:
    """A value may be of a type of its own; it is looked up as the text that was sent."""
    known = UUID("866525c8-a868-49bc-b006-1a60e492631e")

    class Products(FormPage):
        product: Annotated[UUID, SearchSelect.among({str(known): "Core link"})]

    assert {"product": str(known)} == post_form(lambda: Products, {}, [{"product": str(known).upper()}])
