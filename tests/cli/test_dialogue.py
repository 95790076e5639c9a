"""A form as a conversation: somebody at a terminal is asked page by page."""

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import core_links
import lamps
import pytest
import servers_product
from core_links import made_node, made_ports
from hand import Hand
from pydantic import Field, SecretStr
from shop import Perdure, Result, Shop

from perdure import Plugin, State, StepContext, StepList, begin, step, task
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.store import bind_store
from perdure.forms import (
    Accept,
    Choice,
    Dec,
    File,
    FormGenerator,
    FormPage,
    Hidden,
    Initial,
    Label,
    MultiSelect,
    Radio,
    Secret,
    depends_on,
    visible_when,
)


class Colour(Choice):
    RED = "red", "Red as a rose"
    BLUE = "blue", "Blue"


class Shade(Choice):
    PINK = "pink", "Pink"
    NAVY = "navy", "Navy"


class PaintPage(FormPage):
    heading: Label = "What to paint"
    secretly: Hidden = "paint"
    colour: Radio[Colour]
    shade: Annotated[Shade, depends_on(colour={Colour.RED: [Shade.PINK], Colour.BLUE: [Shade.NAVY]})]
    thickness: Annotated[int, visible_when(colour=Colour.BLUE)]
    mixed_with: MultiSelect[Colour] = Field(default_factory=list)
    price: Annotated[Decimal, Dec(places=2)] = Decimal("1.50")
    name: Annotated[str, Initial("orders")]
    when: str | None = None
    pin: Secret
    sample: Annotated[UUID, File()]
    sizes: list[dict[str, int]] = Field(default_factory=list)
    dry: bool
    sure: Accept


def paint_form() -> FormGenerator:
    return (yield PaintPage).answers()


@step("Look at the sample")
def look(sample: UUID, pin: SecretStr, context: StepContext) -> State:
    return {"content": context.read_file(sample).decode(), "digits": len(pin.get_secret_value())}


@task("Paint", form=paint_form)
def paint() -> StepList:
    return begin >> look


plugins = [
    lamps.plugin,
    servers_product.plugin,
    core_links.plugin,
    Plugin("paint", workflows=[paint]),
]


def state_of(shop: Shop, result: Result) -> dict[str, Any]:
    """State of the process that was started."""
    assert 0 == result.code, result.err
    process_id = result.out.split()[3]
    found: dict[str, Any] = shop.until(process_id, "completed")["current_state"]
    return found


def test_every_kind_of_question_can_be_answered(told: Perdure, shop: Shop, tmp_path: Path) -> None:
    """By number, by value or by what is offered; a file by its path; what is hidden now is not asked."""
    (tmp_path / "sample.txt").write_text("a sample", encoding="utf-8")
    typed = [
        "1", "1", "1, blue", "", "", "", "2718", str(tmp_path / "sample.txt"), "[{a: 1}]", "y", "ACCEPTED",
    ]  # fmt: skip

    result = told("start", "paint", typed=typed)

    assert {
        "secretly": "paint",
        "colour": "red",
        "shade": "pink",
        "mixed_with": ["red", "blue"],
        "price": "1.50",
        "name": "orders",
        "when": None,
        "sizes": [{"a": 1}],
        "dry": True,
        "sure": "ACCEPTED",
        "content": "a sample",
        "digits": 4,
    } == {
        name: value
        for name, value in state_of(shop, result).items()
        if name in {*PaintPage.model_fields, "content", "digits"} - {"sample", "heading", "pin"}
    }
    assert "Red as a rose" in result.err
    assert "What to paint" in result.err
    assert "thickness" not in result.err
    assert "2718" not in result.err + result.out


def test_a_question_is_asked_again_until_it_is_answered(told: Perdure, shop: Shop, tmp_path: Path) -> None:
    """What cannot be meant is told at once, in words; what depends on an answer offers only what goes with it."""
    (tmp_path / "s").write_text("s", encoding="utf-8")
    typed = [
        "", "3", "Blue", "pink", "navy", "thick", "3", "", "", "", "", "", "1", str(tmp_path / "missing"),
        str(tmp_path / "s"), "", "perhaps", "n", "1",
    ]  # fmt: skip

    result = told("start", "paint", typed=typed)

    state = state_of(shop, result)
    assert ("blue", "navy", 3, False) == (state["colour"], state["shade"], state["thickness"], state["dry"])
    for words in (
        "This needs an answer.",
        "Type one of the numbers 1 to 2, or a value as it stands there.",
        "Type one of the numbers 1 to 1, or a value as it stands there.",
        "Type a whole number.",
        "missing cannot be read: No such file or directory.",
        "Type y or n.",
    ):
        assert words in result.err


def test_going_back_keeps_what_was_answered(told: Perdure, shop: Shop) -> None:
    """`<` shows the page before with its answers in brackets, and what came after is offered again."""
    typed = ["1", "attic", "<", "outdoors", "", "450"]

    result = told("start", "create_lamp", "--product=Lamp", typed=typed)

    assert 0 == result.code, result.err
    state = shop.client.get("processes", result.out.split()[3])["current_state"]
    assert ("outdoors", "attic", 450) == (state["place"], state["room"], state["watts"])
    assert "place [indoors]:" in result.err
    assert "room [attic]:" in result.err


def test_nothing_comes_before_the_first_page(told: Perdure, shop: Shop) -> None:
    """`<` there says so and asks again."""
    result = told("start", "reserve", typed=["<", "server-00001", "", "<"])

    assert (3, "") == (result.code, result.out)
    assert "This is the first page." in result.err
    assert "server [server-00001]:" in result.err


def test_what_the_api_refuses_is_asked_again(told: Perdure, shop: Shop) -> None:
    """Field by field, with the other answers in brackets."""
    result = told(
        "start", "create_lamp", "--product=Lamp", typed=["indoors", "Attic 1", "500", "attic", "60"]
    )

    assert 0 == result.code, result.err
    assert "room: " in result.err
    assert "(found Attic 1)" in result.err
    assert "(found 500)" in result.err


def test_options_are_searched_for(told: Perdure, shop: Shop) -> None:
    """A part of a name lists what matches; a number chooses; more of the name narrows; one match is taken."""
    typed = [
        "nothing like it", "rack 13", "2", "server-00042, 99999", "server-00008", "Port", "Port 3", "", "correct horse",
    ]  # fmt: skip

    result = told("start", "reserve", typed=typed)

    state = state_of(shop, result)
    assert "server-00110" == state["server"]
    assert ["server-00042", "server-99999"] == state["spare"]
    assert "server-00008/3" == state["port"]
    assert "Nothing matches nothing like it" in result.err


def test_the_core_link_form_goes_back_and_forth(told: Perdure, shop: Shop, shared: Hand) -> None:
    """One node is changed: its list alone changes, and the other answer is offered again."""
    session = SubscriptionSession(shared.database)
    with bind_store(session):
        made = {name: made_ports(made_node(name), f"{name}/1", f"{name}/2") for name in ("ams", "fra", "lon")}
    with shared.database.transaction() as connection:
        write_changes(connection, session.changes())
    typed = ["", "", "Node ams", "Node fra", "Port ams/2", "<", "", "Node lon", "", "Port lon/1", ""]

    result = told("start", "create_core_link", typed=typed)

    assert 0 == result.code, result.err
    state = shop.client.get("processes", result.out.split()[3])["current_state"]
    assert (made["ams"]["ams/2"], made["lon"]["lon/1"]) == (state["port_a"], state["port_b"])
    assert "port_a [Port ams/2]:" in result.err


def test_resume_asks_too(told: Perdure, shop: Shop) -> None:
    """The form that a process waits with, the same way."""
    process_id = shop.order(place="outdoors")
    shop.until(process_id, "suspended")

    result = told("resume", process_id, typed=["y", "Fine."])

    assert (0, f"Answered. Next: perdure show {process_id}\n") == (result.code, result.out)
    assert "Fine." == shop.until(process_id, "completed")["current_state"]["remark"]


@pytest.mark.parametrize("typed", [["1"], ["1", "attic"]])
def test_whoever_leaves_has_started_nothing(told: Perdure, shop: Shop, typed: list[str]) -> None:
    """Exit code 3 and a sentence."""
    before = shop.client.get("processes", limit=1)["items"]

    result = told("start", "create_lamp", "--product=Lamp", typed=typed)

    assert (3, "") == (result.code, result.out)
    assert result.err.endswith("The answers ended before the form was complete; nothing was sent.\n")
    assert before == shop.client.get("processes", limit=1)["items"]
