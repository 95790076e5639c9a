"""Fields that depend on others of their page: the client is told, and the server goes by it."""

from typing import Annotated, Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from pydantic import AfterValidator, BaseModel, Field

from perdure.forms import (
    Choice,
    DropDown,
    FormDefinitionError,
    FormPage,
    FormValidationError,
    Integer,
    MultiSelect,
    Radio,
    at_least,
    depends_on,
    form_errors,
    is_not,
    page_schema,
    post_form,
    visible_when,
)


class Kind(Choice):
    TAGGED = "tagged", "Tagged"
    UNTAGGED = "untagged", "Untagged"


class Port(BaseModel):
    kind: Kind
    vlan: Annotated[int, Integer(ge=1, le=4094), visible_when(kind="tagged")]


class Page(FormPage):
    speed: int = 1000
    kind: Radio[Kind]
    vlan: Annotated[int, Integer(ge=1, le=4094), visible_when(kind="tagged")] = Field(title="VLAN")
    tagged_by: Annotated[str, visible_when(kind=Kind.TAGGED, speed=at_least(1000))] = "us"
    reason: Annotated[str | None, visible_when(kind=is_not("tagged"))]
    ports: list[Port] = Field(default_factory=list)


def submit(page: type[FormPage], answers: dict[str, Any]) -> dict[str, Any]:
    return post_form(lambda: page, {}, [answers])


def refused(page: type[FormPage], answers: dict[str, Any]) -> list[tuple[list[int | str], str]]:
    with pytest.raises(FormValidationError) as raised:
        submit(page, answers)
    return [(error.loc, error.type) for error in form_errors(raised.value)]


def test_visible() -> None:
    """A field whose condition holds is asked like any other."""
    assert {"speed": 1000, "kind": "tagged", "vlan": 7, "tagged_by": "us", "ports": []} == submit(
        Page, {"kind": "tagged", "vlan": 7}
    )
    assert [(["vlan"], "missing")] == refused(Page, {"kind": "tagged"})
    assert {"speed": 1000, "kind": "untagged", "ports": []} == submit(Page, {"kind": "untagged"})
    assert [(["vlan"], "less_than_equal")] == refused(Page, {"kind": "tagged", "vlan": 5000})


@pytest.mark.parametrize("vlan", [7, 5000, "x", None, {"a": 1}])
def test_hidden(vlan: Any) -> None:
    """Whatever is sent for a hidden field is dropped: it is None on the page, and no answer."""
    answers = {"kind": "untagged", "vlan": vlan, "reason": "r", "tagged_by": "them"}

    assert {"speed": 1000, "kind": "untagged", "reason": "r", "ports": []} == submit(Page, answers)
    page = Page.model_validate(answers)
    assert (None, None) == (page.vlan, page.tagged_by)


def test_all_of_it_has_to_hold() -> None:
    """A condition on two fields fails when one of them does not pass."""
    assert "tagged_by" not in submit(Page, {"kind": "tagged", "vlan": 7, "speed": 100})


def test_in_lists() -> None:
    """Objects in a list have conditions of their own, with errors at the right place."""
    ports = [{"kind": "tagged", "vlan": 7}, {"kind": "untagged", "vlan": 8}]

    assert [{"kind": "tagged", "vlan": 7}, {"kind": "untagged"}] == submit(
        Page, {"kind": "untagged", "reason": None, "ports": ports}
    )["ports"]
    assert [(["ports", 1, "vlan"], "missing")] == refused(
        Page, {"kind": "untagged", "reason": None, "ports": [ports[1], {"kind": "tagged"}]}
    )


def test_the_field_that_it_depends_on_is_wrong() -> None:
    """Then only that is reported: whether the other is visible is not known."""
    assert [(["kind"], "enum")] == refused(Page, {"kind": "?", "vlan": "x"})


def test_visible_on_the_wire() -> None:
    """Clients get the condition at the field, and as a rule that any JSON Schema validator understands."""
    schema = page_schema(Page)
    tagged = {"properties": {"kind": {"const": "tagged"}}, "required": ["kind"]}

    assert {
        "maximum": 4094,
        "minimum": 1,
        "title": "VLAN",
        "type": "integer",
        "x-visible-when": tagged,
    } == schema["properties"]["vlan"]
    assert {
        "properties": {"kind": {"const": "tagged"}, "speed": {"type": "number", "minimum": 1000}},
        "required": ["kind"],
    } == schema["properties"]["tagged_by"]["x-visible-when"]
    assert ["kind"] == schema["required"]
    assert {"if": tagged, "then": {"required": ["vlan"]}} in schema["allOf"]
    assert tagged == schema["$defs"]["Port"]["properties"]["vlan"]["x-visible-when"]


kinds = st.sampled_from(["tagged", "untagged"])
ports = st.fixed_dictionaries({"kind": kinds}, optional={"vlan": st.integers(1, 9)})


@settings(deadline=None)
@given(
    st.fixed_dictionaries(
        {"kind": kinds},
        optional={
            "vlan": st.integers(1, 9),
            "reason": st.none() | st.text("ab"),
            "speed": st.integers(999, 1001),
            "tagged_by": st.text("ab"),
            "ports": st.lists(ports, max_size=2),
        },
    )
)
def test_the_schema_says_what_the_server_does(answers: dict[str, Any]) -> None:
    """Answers are valid under the schema exactly when the server takes them; what it makes of them is valid too."""
    validator = Draft202012Validator(page_schema(Page))
    try:
        taken = submit(Page, answers)
    except FormValidationError:
        assert not validator.is_valid(answers)
    else:
        assert validator.is_valid(answers)
        assert validator.is_valid(taken)
        assert taken == submit(Page, taken)


class Node(Choice):
    AMS = "ams"
    UTR = "utr"


class Uplink(Choice):
    AMS_1 = "ams-1"
    AMS_2 = "ams-2"
    UTR_1 = "utr-1"


OFFERED = {Node.AMS: [Uplink.AMS_1, Uplink.AMS_2], "utr": ["utr-1"]}


class Links(FormPage):
    node: DropDown[Node] | None = None
    uplink: Annotated[DropDown[Uplink] | None, depends_on(node=OFFERED)] = None
    spare: Annotated[MultiSelect[Uplink], depends_on(node=OFFERED)] = Field(default_factory=list)


def test_dependent_on_the_wire() -> None:
    """Clients get the options by the value of the other field."""
    ams = {"properties": {"node": {"const": "ams"}}, "required": ["node"]}
    properties = page_schema(Links)["properties"]

    assert {"if": ams, "then": {"enum": ["ams-1", "ams-2"]}} == properties["uplink"]["x-depends-on"][0]
    assert {"if": ams, "then": {"items": {"enum": ["ams-1", "ams-2"]}}} == properties["spare"][
        "x-depends-on"
    ][0]


def test_dependent_option() -> None:
    """An option that fits the other field is taken, and so is none."""
    answers = {"node": "ams", "uplink": "ams-2", "spare": ["ams-1"]}

    assert answers == submit(Links, answers)
    assert {"node": "utr", "uplink": None, "spare": []} == submit(Links, {"node": "utr"})


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({"node": "utr", "uplink": "ams-1"}, ["uplink"]),
        ({"node": "ams", "spare": ["ams-1", "utr-1"]}, ["spare"]),
        ({"uplink": "ams-1"}, ["uplink"]),
    ],
)
def test_dependent_option_that_does_not_fit(answers: dict[str, Any], where: list[int | str]) -> None:
    """An option of another value of the other field is refused, also when that field is empty."""
    assert [(where, "not_offered_here")] == refused(Links, answers)


def test_dependent_on_what_is_wrong() -> None:
    """When the other field is wrong, only that is reported."""
    assert [(["node"], "enum")] == refused(Links, {"node": "?", "uplink": "ams-1"})


def test_message() -> None:
    """The message names what it does not fit."""
    with pytest.raises(FormValidationError) as raised:
        submit(Links, {"node": "utr", "uplink": "ams-1"})

    assert "Not offered for utr; choose another option" == form_errors(raised.value)[0].msg


def test_has_to_be_declared_before() -> None:
    """A page with a field that depends on one declared after it is refused at once, in objects as well."""
    with pytest.raises(FormDefinitionError, match=r"Early\.vlan depends on 'kind'"):

        class Early(FormPage):
            vlan: Annotated[int, visible_when(kind="tagged")]
            kind: str

    class Misspelt(BaseModel):
        kind: str
        vlan: Annotated[str, depends_on(kinds={"a": ["b"]})]

    with pytest.raises(FormDefinitionError, match=r"Misspelt\.vlan depends on 'kinds'"):

        class Outer(FormPage):
            ports: list[Misspelt]


def test_has_to_be_last() -> None:
    """A constraint that would be asked about a hidden field is refused when the page is declared."""
    with pytest.raises(FormDefinitionError, match="put visible_when last"):

        class Page(FormPage):
            kind: str
            vlan: Annotated[int, visible_when(kind="tagged"), AfterValidator(abs)]


def test_visible_while_what_it_depends_on_is_hidden() -> None:
    """A condition that an empty field passes is refused on a field that may be hidden."""
    with pytest.raises(FormDefinitionError, match="would be visible while 'vlan' is hidden"):

        class Page(FormPage):
            kind: str
            vlan: Annotated[int, visible_when(kind="tagged")]
            more: Annotated[str, visible_when(vlan=is_not(1))]


def test_one_after_the_other() -> None:
    """A field may depend on one that itself may be hidden; it is hidden with it."""

    class Page(FormPage):
        kind: Literal["a", "b"]
        vlan: Annotated[int, visible_when(kind="a")]
        more: Annotated[str, visible_when(vlan=1)]

    assert {"kind": "b"} == submit(Page, {"kind": "b", "vlan": 1, "more": "x"})
    assert {"kind": "a", "vlan": 1, "more": "x"} == submit(Page, {"kind": "a", "vlan": 1, "more": "x"})
    Draft202012Validator(page_schema(Page)).validate({"kind": "b"})
