"""Forms filled in page by page, without JavaScript."""

import pytest
import questionnaire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plain_browser import PlainBrowser
from questionnaire import CHOOSING, TYPING
from sample_product import outside

from perdure.testing.installation import Installation

plugin = questionnaire.plugin


@pytest.fixture
def browser_without_script(site: Installation) -> PlainBrowser:
    return PlainBrowser(site.api, **{"X-Perdure-Actor": "ann"})


@pytest.fixture
def plain(browser_without_script: PlainBrowser) -> PlainBrowser:
    browser_without_script.open("/workflows/fill_in_everything/start")
    return browser_without_script


def answer(plain: PlainBrowser, answers: dict[str, list[str]]) -> None:
    for name, values in answers.items():
        plain.fill(name, *values)


def test_every_field_without_a_script(plain: PlainBrowser, site: Installation) -> None:
    """Three pages with every kind of field, rows added and moved, read over, started: State has it all, exactly."""
    answer(plain, CHOOSING)
    plain.press("next")
    assert "Typing" in plain.text
    answer(plain, TYPING)
    plain.press("next")
    assert "Mind the gap" in plain.text
    assert ["1"] == plain.filled("/interfaces")
    plain.fill("/interfaces/0/name", "eth1")
    plain.press("add:/interfaces")
    plain.fill("/interfaces/1/name", "eth0")
    plain.fill("/interfaces/1/speed", "10000")
    plain.press("up:/interfaces/1")
    plain.press("add:/tags")
    plain.press("add:/tags")
    plain.fill("/tags/1", "core")
    plain.press("add:/reserved")
    for name in ("/vlans", "/reserved"):
        plain.fill(f"{name}/low", "1")
        plain.fill(f"{name}/high", "9")
    plain.press("next")
    assert "Check your answers" in plain.text
    assert "Interfaces 1: Name eth0" in plain.text
    assert "Port ams-2" in plain.text
    assert "Server Server 7" in plain.text
    assert "given, not shown" in plain.text
    assert "correct horse" not in plain.html
    plain.press("submit")
    assert "The start is accepted" in plain.text
    state = site.until(plain.url.split("/")[-1].split("?")[0])["current_state"]
    expected = {
        "kind": "tagged",
        "vlan": 7,
        "port": "ams-2",
        "few": ["red", "blue"],
        "many": [],
        "managed": False,
        "urgent": None,
        "server": "server-7",
        "spares": [],
        "reason": "The old one\nis full.",
        "remark": None,
        "count": 12,
        "share": 0.25,
        "price": "12.50",
        "begin": "2026-02-28T13:30:00+01:00",
        "since": 1772285400,
        "interfaces": [{"name": "eth0", "speed": 10000}, {"name": "eth1", "speed": 1000}],
        "tags": ["core"],
        "vlans": {"low": 1, "high": 9},
        "reserved": {"low": 1, "high": 9},
    }
    assert expected == {name: value for name, value in state.items() if name in expected}


def test_back_and_forth_loses_nothing(plain: PlainBrowser) -> None:
    """What was filled in is there again after going back and forth, right or wrong; a secret is kept unseen."""
    answer(plain, CHOOSING)
    plain.press("next")
    answer(plain, TYPING | {"/count": ["many"]})
    plain.press("back")
    assert ["tagged"] == plain.filled("/kind")
    assert ["red", "blue"] == plain.filled("/few")
    assert ["server-7"] == plain.filled("/server")
    plain.press("next")
    assert ["many"] == plain.filled("/count")
    assert ["orders"] == plain.filled("/name")
    assert [""] == plain.filled("/password")
    assert "Given before, and kept" in plain.text
    plain.fill("/count", "12")
    plain.press("next")
    assert 200 == plain.status
    assert "Interfaces" in plain.text


def test_a_file_goes_along(plain: PlainBrowser) -> None:
    """A file is kept with the turn it was posted in, shown by its name, taken away by a button, refused in words."""
    answer(plain, CHOOSING)
    plain.press("next")
    answer(plain, TYPING)
    plain.press("next", contract=("../pictures/cat.png", b"x", "image/png"))
    assert 400 == plain.status
    assert "cat.png" in plain.text
    assert 'id="/contract~error"' in plain.html
    plain.press("clear:/contract")
    assert [] == plain.filled("/contract")
    plain.press("keep", contract=("terms.txt", b"x" * 1_500_000, "text/plain"))
    assert "terms.txt (1500000 bytes)" in plain.text
    plain.press("next")
    plain.press("back")
    assert "terms.txt (1500000 bytes)" in plain.text
    plain.press("keep", contract=("long.txt", b"x" * 2_500_000, "text/plain"))
    plain.press("next")
    assert "long.txt" in plain.text
    assert 'id="/contract~error"' in plain.html
    plain.press("next", contract=("huge.txt", b"x" * 12_000_000, "text/plain"))
    assert 413 == plain.status


def test_errors_are_at_their_fields(plain: PlainBrowser) -> None:
    """A page that does not fit comes back as it was filled in, with what is wrong where it is wrong."""
    plain.press("next")
    assert 400 == plain.status
    for field in ("kind", "node", "port", "few", "server", "cabling", "sure"):
        assert f'href="#/{field}"' in plain.html
        assert f'id="/{field}~error"' in plain.html
    answer(plain, CHOOSING | {"/vlan": ["9999"], "/port": ["utr-1"]})
    plain.press("next")
    assert "Enter 4094 or less" in plain.text
    assert "Not offered for ams" in plain.text
    assert ["9999"] == plain.filled("/vlan")
    assert ["1"] == plain.filled("/cabling")


def test_searching_without_a_script(plain: PlainBrowser) -> None:
    """Typed text and a button list the options that match; what is chosen stays chosen, by its label."""
    plain.fill("/server~q", "server-99")
    plain.press("search:/server")
    assert "11 found" in plain.text
    assert "Server 990" in plain.form.labels.values()
    plain.fill("/server", "server-990")
    plain.fill("/server~q", "nothing like it")
    plain.press("search:/server")
    assert "0 found" in plain.text
    assert ["server-990"] == plain.filled("/server")
    assert "Server 990" in plain.form.labels.values()
    plain.fill("/spares~q", "Server 1")
    plain.press("search:/spares")
    assert "50 or more found" in plain.text


def test_a_change_after_the_review_leads_back_to_it(browser_without_script: PlainBrowser) -> None:
    """One answer changed, the others kept; the review shows it."""
    plain = browser_without_script
    plain.open("/workflows/create_line/start")
    while "Check your answers" not in plain.text:
        for name, value in {"/label": "ams1-utr1", "/speed": "10"}.items():
            if plain.filled(name):
                plain.fill(name, value)
        plain.press("next")
    assert "Speed 10" in plain.text
    plain.press([button for button in plain.form.buttons if button.startswith("to:")][-1])
    plain.fill("/speed", "20")
    plain.press("next")
    assert "Check your answers" in plain.text
    assert "Speed 20" in plain.text


def test_a_change_that_leads_elsewhere(browser_without_script: PlainBrowser, site: Installation) -> None:
    """A change after the review that asks for another page shows that page, without complaints about the old one."""
    plain = browser_without_script
    plain.open("/workflows/come_to_a_fork/start")
    plain.fill("/kind", "tagged")
    plain.press("next")
    plain.fill("/vlan", "7")
    plain.press("next")
    assert "Vlan 7" in plain.text
    plain.press("to:0")
    plain.fill("/kind", "untagged")
    plain.press("next")
    assert [""] == plain.filled("/interface")
    assert "vlan" not in plain.text.lower()
    plain.fill("/interface", "eth0")
    plain.press("next")
    assert "Interface eth0" in plain.text
    plain.press("submit")
    assert "The start is accepted" in plain.text


def test_two_presses_start_one_process(browser_without_script: PlainBrowser, site: Installation) -> None:
    """The last button pressed twice, or a page handed in again from the browser's history: one process."""
    plain = browser_without_script
    plain.open("/workflows/ask_in_the_middle/start")
    assert "There is nothing to fill in" in plain.text
    review = plain.form, plain.html
    plain.press("submit")
    first = plain.url
    plain.form, plain.html = review
    plain.press("submit")
    assert first == plain.url


def test_a_draft_is_gone_on_with(plain: PlainBrowser, site: Installation) -> None:
    """What was filled in is kept for whoever filled it in, without secrets, until it is handed in or thrown away."""
    answer(plain, CHOOSING)
    plain.press("next")
    answer(plain, TYPING | {"/count": [""]})
    plain.press("keep")
    assert "Kept as a draft" in plain.text
    later = PlainBrowser(site.api, **{"X-Perdure-Actor": "ann"})
    later.open("/workflows/fill_in_everything/start")
    assert "Go on with the draft" in later.text
    address = later.html.split("start?draft=")[1].split('"')[0]
    later.open(f"/workflows/fill_in_everything/start?draft={address}")
    assert ["orders"] == later.filled("/name")
    assert 'role="alert"' not in later.html
    assert "Given before" not in later.text
    stranger = PlainBrowser(site.api, **{"X-Perdure-Actor": "bob"})
    stranger.open(f"/workflows/fill_in_everything/start?draft={address}")
    assert 404 == stranger.status
    other = PlainBrowser(site.api, **{"X-Perdure-Actor": "ann"})
    other.open(f"/workflows/create_line/start?draft={address}")
    assert 404 == other.status
    later.open("/workflows/fill_in_everything/start")
    for button in [button for button in later.buttons if button.startswith("forget:")]:
        later.press(button)
    assert "Go on with the draft" not in later.text
    assert "Fill in everything" in later.text


def test_the_address_fills_in(browser_without_script: PlainBrowser) -> None:
    """Values in the address are filled in where they are valid, and survive a turn."""
    plain = browser_without_script
    plain.open("/workflows/fill_in_everything/start?kind=untagged&node=nowhere&name=orders&password=x")
    assert ["untagged"] == plain.filled("/kind")
    answer(plain, CHOOSING)
    plain.press("next")
    assert ["orders"] == plain.filled("/name")
    assert [""] == plain.filled("/password")


@pytest.fixture
def waiting(site: Installation) -> str:
    process = site.start("ask_in_the_middle")
    site.until(process, "suspended")
    return process


def test_one_of_two_answers_wins(site: Installation, waiting: str) -> None:
    """Two people fill in the same form; the second is told who was first. The form is on the process's page."""
    ann, bob = (PlainBrowser(site.api, **{"X-Perdure-Actor": name}) for name in ("ann", "bob"))
    for browser in (ann, bob):
        browser.open(f"/processes/{waiting}")
        assert "What it waits for" in browser.text
        browser.fill("/verdict", "tagged")
        browser.fill("/password", "hunter2")
        browser.press("next")
        assert "Check your answers" in browser.text
    ann.press("submit")
    assert "The answer is kept" in ann.text
    bob.press("submit")
    assert 409 == bob.status
    assert "already answered by ann" in bob.text
    assert {"verdict": "tagged", "noted": "tagged"}.items() <= site.until(waiting)["current_state"].items()


def test_what_was_altered_on_its_way_is_refused(plain: PlainBrowser) -> None:
    """What a page carries is sealed: nothing else is taken for it."""
    for sealed in (
        "",
        "x",
        "00000000-0000-0000-0000-000000000000.AAAA",
        plain.filled("_carried")[0][:-8] + "AAAAAAA=",
    ):
        plain.form.pairs = []
        plain.fill("_carried", sealed)
        before = plain.html
        plain.press("next")
        assert 422 == plain.status
        plain.html = before


def test_a_refused_start_says_why(browser_without_script: PlainBrowser, site: Installation) -> None:
    """A link to a subscription that cannot be worked on now shows its page with the reason."""
    outside["fail"] = ["fatal"]
    failed = site.start("create_line", {}, {"label": "ams9-utr9", "speed": 10, "needs_approval": False})
    detail = site.until(failed, "failed")
    line = detail["subscriptions"][0]["subscription_id"]
    plain = browser_without_script
    plain.open(f"/workflows/change_line/start?subscription_id={line}")
    assert 'role="alert"' in plain.html
    assert failed in plain.text


def test_a_form_that_is_broken_says_so(browser_without_script: PlainBrowser) -> None:
    """What an author has done wrong is said on the page that was handed in; nothing that was filled in is lost."""
    plain = browser_without_script
    plain.open("/workflows/tear/start")
    plain.fill("/word", "kept")
    plain.press("next")
    assert 500 == plain.status
    assert "no page" in plain.text
    assert ["kept"] == plain.filled("/word")
    plain.open("/workflows/tear/start?from=00000000-0000-0000-0000-000000000000")
    assert 404 == plain.status


@given(st.text("abdeklmnoprstuvwx:/~0123-", max_size=20))
@settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))
def test_no_button_breaks_it(site: Installation, pressed: str) -> None:
    """Whatever a button is said to be that was pressed: a page comes back."""
    plain = PlainBrowser(site.api)
    plain.open("/workflows/fill_in_everything/start")
    plain.html += f'<button value="{pressed}">'
    plain.press(pressed)
    assert plain.status < 500
