"""Pages and choices that a form makes at every turn are made once, and never mistaken for each other."""

import threading
from collections.abc import Callable
from typing import Annotated, Any, Literal

import pytest
from late_names import page_with_late_names
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model, model_validator

from perdure.forms import (
    Choice,
    DropDown,
    FormGenerator,
    FormPage,
    Integer,
    Radio,
    choice,
    generate_form,
    page_schema,
    post_form,
    visible_when,
)


def not_taken(taken: object) -> Callable[[str], str]:
    def check(name: str) -> str:
        if name == taken:
            raise ValueError(f"{name} is taken")
        return name

    return check


def port_page(
    node: str = "ams", ports: tuple[str, ...] = ("1", "2"), *, limit: int = 9, taken: object = "x"
) -> type[FormPage]:
    class Port(Choice, options={port: f"Port {port} of {node}" for port in ports}):
        """A free port."""

    class PortPage(FormPage):
        model_config = ConfigDict(title=f"Ports of {node}")

        port: DropDown[Port] = Field(title="Port")
        name: Annotated[str, AfterValidator(not_taken(taken))] = Field(max_length=10)
        spare: list[Port] = Field(default_factory=list)
        vlan: Annotated[int, Integer(ge=1, le=limit), visible_when(port=ports[0])]
        kind: Radio[Literal["a", "b"]] = "a"

        @model_validator(mode="after")
        def few(self) -> "PortPage":
            if len(self.spare) > limit:
                raise ValueError(f"at most {limit} spare ports")
            return self

        @property
        def where(self) -> str:
            return node

    return PortPage


def test_same_lines_over_the_same_values() -> None:
    """A page that is declared again, with all that it closes over the same, is the very same class."""
    assert port_page() is port_page()


@pytest.mark.parametrize(
    "other",
    [
        {"node": "utr"},
        {"ports": ("1", "3")},
        {"ports": ("2", "1")},
        {"limit": 8},
        {"limit": 9.0},
        {"limit": True},
        {"taken": "y"},
        {"taken": ["x"]},
    ],
)
def test_other_values(other: dict[str, Any]) -> None:
    """A page that differs in an option, a bound, a title or what a validator closes over is another one."""
    assert port_page() is not port_page(**other)
    assert port_page(**other)(port="1", name="n", vlan=1).where == other.get("node", "ams")


def test_what_could_have_changed() -> None:
    """A validator that closes over something that may change is not taken for another one over its like."""
    first, second = port_page(taken=["x"]), port_page(taken=["x"])

    assert first is not second


def test_own_class() -> None:
    """A page whose methods know their own class is made anew."""

    def page() -> type[FormPage]:
        class Page(FormPage):
            name: str

            def answers(self) -> dict[str, Any]:
                return super().answers() | {"more": 1}

        return Page

    assert page() is not page()
    assert {"name": "x", "more": 1} == page()(name="x").answers()


def test_objects_declared_on_the_way() -> None:
    """A page with an object whose class is made anew is made anew as well."""

    def page() -> type[FormPage]:
        class Port(BaseModel):
            name: str

        class Page(FormPage):
            port: Port

        return Page

    assert page() is not page()


def page_with_a_late_name(option: str) -> type[FormPage]:
    class Node(Choice, options={option: option}):
        """A node."""

    class Page(FormPage):
        nodes: list["Node"]

    return Page


@pytest.mark.parametrize("page", [page_with_late_names, page_with_a_late_name])
def test_names_of_types(page: Callable[[str], type[FormPage]]) -> None:
    """Annotations that are text, wholly or in part, mean what they mean where the page is declared."""
    drawn = [page_schema(page(option), inline_refs=True) for option in ("a", "b")]

    assert [["a"], ["b"]] == [one["properties"]["nodes"]["items"]["enum"] for one in drawn]


@pytest.mark.parametrize(
    "make", [lambda: choice("Node", {"a": "A"}), lambda: Choice.__call__("Node", {"a": ("a", "A")})]
)
def test_choices(make: Callable[[], type[Choice]]) -> None:
    """A choice of the same options is the same class, however it is made."""
    assert make() is make()
    assert ["a"] == [member.value for member in make()]


def test_pages_made_by_pydantic() -> None:
    """`create_model` makes pages once as well, and different ones for different fields."""

    def page(kind: type) -> type[FormPage]:
        return create_model("Made", __base__=FormPage, field=(kind, ...))

    assert page(int) is page(int)
    assert page(int) is not page(str)


def test_a_form_at_every_turn() -> None:
    """A form whose second page depends on the first gives each answer its own page, turn after turn."""

    def form() -> FormGenerator:
        class First(FormPage):
            node: str

        first = yield First
        ports = yield port_page(first.node)
        return ports.answers()

    def title(node: str) -> str:
        page = generate_form(form, {}, [{"node": node}])
        assert page is not None
        return str(page["title"])

    assert ["Ports of ams", "Ports of utr"] * 3 == [title(node) for node in ("ams", "utr") * 3]
    assert "n" == post_form(form, {}, [{"node": "ams"}, {"port": "2", "name": "n"}])["name"]


def test_many_variants() -> None:
    """Pages for more different answers than are kept are right all the same."""
    for round_ in range(2):
        for number in range(50):
            page = port_page(node=f"node-{number}")

            assert f"Ports of node-{number}" == page_schema(page)["title"], round_


def test_many_threads() -> None:
    """Pages made in several threads at once are each the right one."""
    wrong: list[str] = []

    def work(node: str) -> None:
        titles = [page_schema(port_page(node=node))["title"] for _ in range(20)]
        wrong.extend(title for title in titles if title != f"Ports of {node}")

    threads = [threading.Thread(target=work, args=(f"n{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == wrong
