"""`perdure start`."""

import json
import re
from pathlib import Path

import pytest
from hand import Hand
from lamps import plugin
from shop import Perdure, Shop

STARTED = re.compile(r"Started (\w+): process (\S+) is accepted\.\nNext: perdure show (\S+)\n")

__all__ = ["plugin"]  # the `shared` installation loads it


def started(out: str) -> str:
    found = STARTED.fullmatch(out)
    assert found is not None, out
    assert found[2] == found[3]
    return found[2]


def file(folder: Path, content: object) -> str:
    path = folder / "answers.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_answers_page_by_page(told: Perdure, shop: Shop, tmp_path: Path) -> None:
    """A list of pages starts a process, whose id and next command are printed."""
    pages = [{"product": shop.product()}, {"place": "indoors"}, {"room": "attic", "watts": 5}]
    result = told("start", "create_lamp", "--answers", file(tmp_path, pages), "--actor", "bert")
    assert (0, "") == (result.code, result.err)
    process = shop.client.get("processes", started(result.out))
    assert ("create_lamp", "bert") == (process["workflow"], process["reporter"])
    assert "attic" == process["current_state"]["room"]


def test_answers_all_together(told: Perdure, shop: Shop, tmp_path: Path) -> None:
    """One object of answers is spread over the pages that ask for them; the product is known by its name."""
    answers = file(tmp_path, {"watts": 7, "room": "hall", "place": "outdoors"})
    result = told("start", "create_lamp", "--product", "Lamp", "--answers", answers)
    process = shop.client.get("processes", started(result.out))
    state = process["current_state"]
    assert ("outdoors", "hall", 7) == (state["place"], state["room"], state["watts"])


def test_answers_from_standard_input(told: Perdure, shop: Shop) -> None:
    """`--answers -` reads YAML from standard input."""
    result = told(
        "start",
        "create_lamp",
        "--product=Lamp",
        "--answers=-",
        stdin="place: indoors\nroom: den\nwatts: 3",
    )
    assert started(result.out)


def test_subscription_is_named_by_an_option(told: Perdure, shop: Shop) -> None:
    """`--subscription` stands for the first page."""
    lamp = shop.lamp()
    result = told("start", "modify_lamp", "--subscription", lamp, "--answers", "-", stdin="watts: 12")
    shop.until(started(result.out), "completed")
    assert 12 == shop.client.get("subscriptions", lamp)["document"]["lamp"]["watts"]


def test_workflow_without_a_form_needs_no_answers(told: Perdure, shop: Shop) -> None:
    """It starts at once."""
    shop.until(started(told("start", "sweep_shop").out), "completed")


def test_without_answers_it_says_what_is_asked(told: Perdure) -> None:
    """The first page's questions, and exit code 3."""
    result = told("start", "create_lamp", "--product", "Lamp")
    assert (3, "") == (result.code, result.out)
    assert "Page 2 of the form needs answers:\n  place  one of indoors, outdoors\n" == result.err


def test_wrong_answers_are_told_field_by_field(told: Perdure, shop: Shop) -> None:
    """Each field with what is wrong and what was found, for both kinds of file; nothing is started."""
    before = shop.client.get("processes", limit=1)["items"][:1]
    for answers in (
        "{place: indoors, room: Attic 1, watts: 500}",
        "[{place: indoors}, {room: Attic 1, watts: 500}]",
    ):
        result = told("start", "create_lamp", "--product=Lamp", "--answers=-", stdin=answers)
        assert (3, "") == (result.code, result.out)
        head, room, watts = result.err.splitlines()
        assert "Page 3 of the form does not take these answers:" == head
        assert re.fullmatch(r"  room: .+ \(found Attic 1\)", room)
        assert re.fullmatch(r"  watts: .*100.* \(found 500\)", watts)
    assert before == shop.client.get("processes", limit=1)["items"][:1]


def test_answers_that_nobody_asks_for_start_nothing(told: Perdure, shop: Shop) -> None:
    """A slip in a name is told before anything is started, with what is asked for."""
    before = shop.client.get("processes", limit=1)["items"][:1]
    answers = "{place: indoors, room: attic, wats: 5}"
    result = told("start", "create_lamp", "--product=Lamp", "--answers=-", stdin=answers)
    assert 3 == result.code
    assert [
        "Page 3 of the form is the last one, and none asks for: wats.",
        "  room   text like ^[a-z]+$, at most 20 characters",
        "  watts  a whole number, 1 to 100",
    ] == result.err.splitlines()
    assert before == shop.client.get("processes", limit=1)["items"][:1]


def test_too_few_pages_are_told_with_the_next_one(told: Perdure) -> None:
    """What the next page asks."""
    result = told("start", "create_lamp", "--product=Lamp", "--answers=-", stdin="[{place: indoors}]")
    assert 3 == result.code
    assert result.err.startswith("Page 3 of the form needs answers:\n  room ")


def test_too_many_pages_are_refused(told: Perdure) -> None:
    """The API's sentence."""
    pages = "[{place: indoors}, {room: attic, watts: 5}, {more: 1}]"
    result = told("start", "create_lamp", "--product=Lamp", "--answers=-", stdin=pages)
    assert 1 == result.code
    assert "The form is complete after 3 pages, but 4 were sent; leave the rest out.\n" == result.err


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["start", "no_such"], 1, "There is no workflow 'no_such'. Known workflows: "),
        (["start", "create_lamp", "--product=Sun"], 2, "There is no product 'Sun'. Products: "),
        (["start", "create_lamp", "--answers=no-such.yaml"], 2, "no-such.yaml cannot be read: No such file"),
        (["start", "create_lamp", "--api=nowhere"], 2, "'nowhere' is no address of an API; write http://"),
        (["start", "create_lamp", "--actor=é"], 2, "--actor 'é' cannot be sent: "),
        (["start", "create_lamp", "--actor=-x"], 1, "header.x-perdure-actor: String should match pattern"),
        (["start", "create_lamp", "--api=http://127.0.0.1:1"], 1, "No API answers at http://127.0.0.1:1 ("),
        (["start", "modify_lamp", "--subscription=12"], 2, "Usage: perdure start"),
    ],
)
def test_what_cannot_be_done_is_one_message(
    told: Perdure, arguments: list[str], code: int, complaint: str
) -> None:
    """A sentence and an exit code, never a traceback."""
    result = told(*arguments)
    assert (code, "") == (result.code, result.out)
    assert result.err.startswith(complaint)
    assert "Traceback" not in result.err


def test_another_server_is_not_taken_for_ours(told: Perdure, shared: Hand) -> None:
    """What answers something else than we expect is named, with what to do."""
    ui = shared.settings.temporal_ui_url
    assert ui is not None
    result = told("start", "create_lamp", "--api", ui)
    assert (1, "") == (result.code, result.out)
    assert result.err.startswith(f"What answers at {ui} is not Perdure's API: status ")


def test_refusals_are_the_sentences_of_the_api(told: Perdure, shop: Shop) -> None:
    """A subscription that is in the wrong status."""
    lamp = shop.lamp()
    shop.until(shop.start("terminate_lamp", {"subscription_id": lamp}), "completed")
    result = told("start", "modify_lamp", f"--subscription={lamp}")
    assert 1 == result.code
    assert result.err.startswith("The subscription is terminated; Modify lamp may start when it is ")
