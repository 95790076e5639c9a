"""The replay: pages in, the next page, a verdict or the result out."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, model_validator

from perdure.forms import (
    Complete,
    FormDefinitionError,
    FormGenerator,
    FormInputError,
    FormNotCompleteError,
    FormOverflowError,
    FormPage,
    FormValidationError,
    NextPage,
    Rejected,
    SubmitFormPage,
    ask,
    generate_form,
    page_schema,
    post_form,
    walk_form,
)


class NodesPage(FormPage):
    model_config = ConfigDict(title="Nodes")
    a: str
    b: str

    @model_validator(mode="after")
    def differ(self) -> "NodesPage":
        if self.a == self.b:
            raise ValueError("choose two nodes")
        return self


def ports_page(nodes: NodesPage) -> type[FormPage]:
    class PortsPage(SubmitFormPage):
        port_a: str = f"{nodes.a}/1"
        port_b: str = f"{nodes.b}/1"

    return PortsPage


def core_link() -> FormGenerator:
    nodes = yield from ask(NodesPage)
    ports = yield ports_page(nodes)
    return nodes.answers() | ports.answers()


NODES = {"a": "ams", "b": "utr"}


def test_first_page() -> None:
    """Without answers a form asks for its first page."""
    assert NextPage(NodesPage, 0) == walk_form(core_link, {}, [])


def test_next_page_is_computed_from_the_answers() -> None:
    """The second page is built from what the first one was answered with."""
    outcome = walk_form(core_link, {}, [NODES])

    assert isinstance(outcome, NextPage)
    assert (1, "utr/1") == (outcome.index, page_schema(outcome.model)["properties"]["port_b"]["default"])


def test_result() -> None:
    """With all pages answered, the form's return value is the result."""
    expected = {"a": "ams", "b": "utr", "port_a": "ams/7", "port_b": "utr/1"}

    assert Complete(expected) == walk_form(core_link, {}, [NODES, {"port_a": "ams/7"}])


def test_going_back_is_a_shorter_list() -> None:
    """Forth, back, another answer, forth: each time the pages that these answers lead to."""

    def second_page(node: str) -> Any:
        return generate_form(core_link, {}, [{"a": node, "b": "utr"}])

    first_visit = second_page("ams")
    back = generate_form(core_link, {}, [])

    assert page_schema(NodesPage) == back
    assert first_visit != second_page("rtm")
    assert first_visit == second_page("ams")


@pytest.mark.parametrize(
    ("pages", "index"), [([{"a": "ams"}], 0), ([NODES, {"port_c": "x"}], 1), ([{}, {"port_c": "x"}], 0)]
)
def test_rejected_page_has_its_index(pages: list[dict[str, Any]], index: int) -> None:
    """The first page that does not fit is named by its 0-based index."""
    outcome = walk_form(core_link, {}, pages)

    assert isinstance(outcome, Rejected)
    assert (index, index) == (outcome.index, outcome.error.page)


def test_one_run_for_each_walk() -> None:
    """A form is started once a walk, and goes no further than the answers reach."""
    visited: list[str] = []

    def form() -> FormGenerator:
        visited.append("started")
        yield NodesPage
        visited.append("first page answered")
        yield SubmitFormPage
        return {}

    walk_form(form, {}, [NODES])

    assert ["started", "first page answered"] == visited


@pytest.mark.parametrize("pages", [[], [{"a": "x"}], [NODES], [NODES, {}]])
def test_form_is_closed(pages: list[dict[str, Any]]) -> None:
    """Whatever a walk ends with, the form's `finally` has run when it returns."""
    closed: list[bool] = []

    def form() -> FormGenerator:
        try:
            yield NodesPage
            yield SubmitFormPage
        finally:
            closed.append(True)
        return {}

    walk_form(form, {}, pages)

    assert [True] == closed


def without_return() -> FormGenerator:
    yield from ()
    return {}


@pytest.mark.parametrize("form", [dict, lambda: None, without_return])
@pytest.mark.parametrize("pages", [[], [{}]])
def test_form_without_pages(form: Callable[[], Any], pages: list[dict[str, Any]]) -> None:
    """Who has nothing to answer sends no page or an empty one."""
    assert Complete({}) == walk_form(form, {}, pages)


def test_plain_function_with_a_result() -> None:
    """A form that is a function may give its result at once."""
    assert {"speed": 10} == post_form(lambda: {"speed": 10}, {}, [])


def test_plain_function_with_a_page() -> None:
    """A form that is a function may give its only page; the answers are the result."""
    assert NextPage(NodesPage, 0) == walk_form(lambda: NodesPage, {}, [])
    assert NODES == post_form(lambda: NodesPage, {}, [NODES])


@pytest.mark.parametrize(
    ("form", "pages"),
    [(core_link, [NODES, {}, {}]), (dict, [{}, {}]), (dict, [{"a": 1}]), (lambda: NodesPage, [NODES, {}])],
)
def test_too_many_pages(form: Callable[[], Any], pages: list[dict[str, Any]]) -> None:
    """Pages that nobody asked for are refused, with both numbers in the message."""
    with pytest.raises(FormOverflowError, match=f"complete after .* but {len(pages)} were sent") as raised:
        walk_form(form, {}, pages)
    assert 422 == raised.value.status


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        (None, "not null"),
        ({}, "not an object"),
        ("[]", "not a string"),
        ([NODES, None], "Page 2 is null"),
        ([[]], "Page 1 is a list"),
        (["a"], "Page 1 is a string"),
        ([True], "Page 1 is a boolean"),
        ([1.5], "Page 1 is a number"),
        ([{}] * 10_000, "at most 100 pages; 10000 were sent"),
    ],
)
def test_not_a_list_of_objects(pages: Any, found: str) -> None:
    """Anything but a list of objects is refused in a sentence, before the form is run."""

    def form() -> FormGenerator:
        pytest.fail("the form was run")

    with pytest.raises(FormInputError, match=found) as raised:
        walk_form(form, {}, pages)
    assert 422 == raised.value.status


def test_post_form_raises_the_next_page() -> None:
    """An incomplete form is raised with schema, meta and the page's index."""
    with pytest.raises(FormNotCompleteError) as raised:
        post_form(core_link, {}, [NODES])

    assert generate_form(core_link, {}, [NODES]) == raised.value.form
    assert ({"hasNext": False}, 1, 510) == (raised.value.meta, raised.value.page, raised.value.status)


@pytest.mark.parametrize("verb", [post_form, generate_form])
def test_bad_page_is_raised(verb: Callable[..., Any]) -> None:
    """A page that does not fit is raised by both verbs."""
    with pytest.raises(FormValidationError) as raised:
        verb(core_link, {}, [{"a": "ams", "b": "ams"}])

    assert [(["__root__"], "choose two nodes", "value_error")] == [
        (error.loc, error.msg, error.type) for error in raised.value.errors
    ]


def test_no_schema_after_the_last_page() -> None:
    """A complete form has no next page."""
    assert generate_form(core_link, {}, [NODES, {}]) is None


def yields_a_dict() -> Any:
    yield {"a": 1}


def returns_a_list() -> Any:
    yield from ()
    return []


async def is_async() -> Any:
    yield NodesPage


@pytest.mark.parametrize(
    ("form", "found"),
    [
        (yields_a_dict, "yields FormPage classes"),
        (returns_a_list, "result is a dict"),
        (lambda: 3, "found 3"),
        (is_async, "asynchronous"),
    ],
)
def test_author_errors(form: Callable[[], Any], found: str) -> None:
    """A form that yields or returns something else says so to its author."""
    with pytest.raises(FormDefinitionError, match=found):
        walk_form(form, {}, [])


def test_state() -> None:
    """A form with a parameter is called with a copy of the state, and finds in it what was answered."""

    def form(state: dict[str, Any]) -> FormGenerator:
        state["seen"] = "first"
        nodes = yield NodesPage
        return {**state, "nodes": [nodes.a, state["b"]]}

    known = {"known": {"deep": [1]}}

    assert {**known, "seen": "first", **NODES, "nodes": ["ams", "utr"]} == post_form(form, known, [NODES])
    assert {"known": {"deep": [1]}} == known


def test_no_form() -> None:
    """Where there is no form there is nothing to ask."""
    assert Complete({}) == walk_form(None, {"known": 1}, [{}])


class Plain(BaseModel):
    name: str


def test_plain_models() -> None:
    """A page may be any model of pydantic; it has no meta."""

    def form() -> FormGenerator:
        plain = yield Plain
        return plain.model_dump()

    with pytest.raises(FormNotCompleteError) as raised:
        post_form(form, {}, [])
    assert (None, "Plain") == (raised.value.meta, raised.value.form["title"])
    assert (
        {"name": "x"} == post_form(form, {}, [{"name": "x"}]) == post_form(lambda: Plain, {}, [{"name": "x"}])
    )


def test_pages_that_come_before() -> None:
    """When other pages come before the form's, its pages are counted from there."""
    assert NextPage(NodesPage, 2) == walk_form(core_link, {}, [], first_page=2)
    rejected = walk_form(core_link, {}, [NODES, {"port_a": 1}], first_page=2)
    assert isinstance(rejected, Rejected)
    assert (3, 3) == (rejected.index, rejected.error.page)
    with pytest.raises(FormOverflowError, match="complete after 4 pages, but 5 were sent"):
        walk_form(core_link, {}, [NODES, {}, {}], first_page=2)


def test_author_exceptions_pass() -> None:
    """An exception of the form's own code arrives as it is."""

    def form() -> FormGenerator:
        yield NodesPage
        raise LookupError("no such node")

    with pytest.raises(LookupError, match="no such node"):
        walk_form(form, {}, [NODES])
