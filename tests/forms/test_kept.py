"""Going back and forth without losing what was answered."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from perdure.forms import (
    Choice,
    Complete,
    DropDown,
    FormGenerator,
    FormPage,
    MultiSelect,
    NextPage,
    Rejected,
    Secret,
    keep_answers,
    post_form,
    storable_answers,
    walk_form,
)

PORTS = {"ams": ["ams-1", "ams-2", "any"], "utr": ["utr-1", "utr-2", "any"], "rtm": ["rtm-1", "any"]}


class Node(Choice):
    AMS = "ams"
    UTR = "utr"
    RTM = "rtm"


class Nodes(FormPage):
    a: DropDown[Node]
    b: DropDown[Node]


def ports_page(nodes: Nodes) -> type[FormPage]:
    class PortA(Choice, options={port: port for port in PORTS[nodes.a]}):
        """Of the first node."""

    class PortB(Choice, options={port: port for port in PORTS[nodes.b]}):
        """Of the second."""

    class Ports(FormPage):
        port_a: DropDown[PortA]
        port_b: DropDown[PortB]
        spare: MultiSelect[PortB] = Field(default_factory=list)

    return Ports


class Why(FormPage):
    reason: str
    password: Secret


class Last(FormPage):
    note: str = ""


def core_link() -> FormGenerator:
    nodes = yield Nodes
    ports = yield ports_page(nodes)
    result = nodes.answers() | ports.answers()
    if nodes.a == "rtm":
        why = yield Why
        result |= why.answers()
    last = yield Last
    return result | last.answers()


NODES, PORT, LAST = (
    {"a": "ams", "b": "utr"},
    {"port_a": "ams-1", "port_b": "utr-1", "spare": ["utr-2", "any"]},
    {"note": "n"},
)
OLD = [NODES, PORT, LAST]


def test_nothing_changed() -> None:
    """Answering a page as before keeps all the others, to the end."""
    kept = keep_answers(core_link, {}, [NODES], OLD)

    assert (OLD, {}, []) == (kept.pages, kept.next, kept.later)
    assert isinstance(kept.outcome, Complete)


def test_one_node_changed() -> None:
    """Another second node: its port is asked again, the port of the first is kept, and so is the last page."""
    kept = keep_answers(core_link, {}, [NODES | {"b": "rtm"}], OLD)

    assert [NODES | {"b": "rtm"}] == kept.pages
    assert {"port_a": "ams-1", "spare": ["any"]} == kept.next
    assert [LAST] == kept.later
    assert isinstance(kept.outcome, NextPage)
    assert 1 == kept.outcome.index


def test_something_was_lost() -> None:
    """A page that would do without what no longer holds is shown all the same: somebody has chosen it."""
    old = [NODES, {"port_a": "any", "port_b": "any", "spare": ["utr-2", "any"]}, LAST]

    kept = keep_answers(core_link, {}, [NODES | {"b": "rtm"}], old)

    assert isinstance(kept.outcome, NextPage)
    assert (1, {"port_a": "any", "port_b": "any", "spare": ["any"]}) == (kept.outcome.index, kept.next)
    assert [LAST] == kept.later


def test_going_on_from_there() -> None:
    """Once the page in between is answered, what was kept for later is taken up again."""
    changed = [NODES | {"b": "rtm"}, {"port_a": "ams-1", "port_b": "rtm-1"}]

    kept = keep_answers(core_link, {}, changed, [*changed, LAST])

    assert [*changed, LAST] == kept.pages
    assert isinstance(kept.outcome, Complete)


def test_a_page_in_between_appears() -> None:
    """A page that was not there before is the next; those after it are kept for later."""
    answers = [{"a": "rtm", "b": "utr"}, PORT | {"port_a": "rtm-1"}]

    kept = keep_answers(core_link, {}, answers, [*answers, LAST])

    assert (answers, {}, [LAST]) == (kept.pages, kept.next, kept.later)
    assert isinstance(kept.outcome, NextPage)
    assert (Why, 2) == (kept.outcome.model, kept.outcome.index)


def test_a_page_in_between_goes() -> None:
    """Answers to a page that is no longer there stay out of the way, and the page after it is found again."""
    old = [
        {"a": "rtm", "b": "utr"},
        {"port_a": "any", "port_b": "any"},
        {"reason": "r", "password": "p"},
        LAST,
    ]

    kept = keep_answers(core_link, {}, [NODES], old)

    assert [NODES, old[1], LAST] == kept.pages
    assert [{"reason": "r"}] == kept.later


def test_a_secret_is_used_and_not_given_back() -> None:
    """A later page with a secret that still holds is accepted with it; what comes back does not have it."""
    old = [
        {"a": "rtm", "b": "utr"},
        {"port_a": "any", "port_b": "any"},
        {"reason": "r", "password": "p"},
        LAST,
    ]

    kept = keep_answers(core_link, {}, [{"a": "rtm", "b": "ams"}], old)

    assert isinstance(kept.outcome, Complete)
    assert "p" == kept.outcome.state["password"].get_secret_value()
    assert [{"a": "rtm", "b": "ams"}, old[1], {"reason": "r"}, LAST] == kept.pages


def test_the_changed_page_is_wrong() -> None:
    """A page that is answered wrongly is refused, and everything after it is kept for later."""
    kept = keep_answers(core_link, {}, [{"a": "?"}], OLD)

    assert isinstance(kept.outcome, Rejected)
    assert [PORT, LAST] == kept.later


def test_pages_that_need_no_answer() -> None:
    """A page that was accepted as it was is accepted again; one that nobody has seen is not."""
    assert isinstance(keep_answers(core_link, {}, [NODES], [NODES, PORT, {}]).outcome, Complete)
    unseen = keep_answers(core_link, {}, [NODES], [NODES, PORT])
    assert isinstance(unseen.outcome, NextPage)
    assert Last == unseen.outcome.model


def test_later_pages_of_the_same_name() -> None:
    """A field that a page asks no longer is left out, and the page is accepted with the rest."""

    def form(state: dict[str, Any]) -> FormGenerator:
        class First(FormPage):
            detailed: bool

        class Short(FormPage):
            name: str

        class Long(Short):
            more: str

        first = yield First
        second = yield Long if first.detailed else Short
        return second.answers()

    old = [{"detailed": True}, {"name": "a", "more": "b"}]

    assert [{"detailed": False}, {"name": "a"}] == keep_answers(form, {}, [{"detailed": False}], old).pages


def test_first_page() -> None:
    """Pages that are counted from elsewhere are kept just as well."""
    kept = keep_answers(core_link, {}, [NODES | {"b": "rtm"}], OLD, first_page=1)

    assert isinstance(kept.outcome, NextPage)
    assert (2, {"port_a": "ams-1", "spare": ["any"]}) == (kept.outcome.index, kept.next)
    assert OLD == storable_answers(core_link, {}, OLD, first_page=1)


def test_storable() -> None:
    """A draft keeps what was reached, the last page even when it is wrong, and nothing beyond that."""
    assert [NODES, {"port_a": "?"}] == storable_answers(core_link, {}, [NODES, {"port_a": "?"}, LAST])
    assert [] == storable_answers(core_link, {}, [])


nodes = st.fixed_dictionaries({"a": st.sampled_from(list(PORTS)), "b": st.sampled_from(list(PORTS))})
some_ports = st.sampled_from(sorted({port for ports in PORTS.values() for port in ports}))
ports = st.fixed_dictionaries(
    {}, optional={"port_a": some_ports, "port_b": some_ports, "spare": st.lists(some_ports, max_size=3)}
)
whys = st.fixed_dictionaries({}, optional={"reason": st.text("ab"), "password": st.just("p")})
lasts = st.fixed_dictionaries({}, optional={"note": st.text("ab")})


@settings(deadline=None)
@given(st.tuples(nodes, ports, whys | lasts, lasts).map(list), nodes)
def test_what_is_kept_is_right(old: list[dict[str, Any]], changed: dict[str, Any]) -> None:
    """Whatever was answered before: the pages that are kept are accepted, and all that still holds is offered."""
    kept = keep_answers(core_link, {}, [changed], old)
    again = keep_answers(core_link, {}, kept.pages, kept.pages)

    if not any("password" in page for page in old):
        assert kept.pages == again.pages
        assert type(kept.outcome) is type(walk_form(core_link, {}, kept.pages))
    for name in ("port_a", "port_b"):
        node = changed[name[-1]]
        if old[1].get(name) in PORTS[node]:
            assert old[1][name] == [*kept.pages[1:2], kept.next][0][name]
    if isinstance(kept.outcome, Complete) and "p" not in str(kept.outcome):
        assert kept.outcome.state == post_form(core_link, {}, kept.pages)
