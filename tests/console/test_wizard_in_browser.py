"""Forms in a browser: by keyboard alone, with what its script adds."""

import re
from typing import Any

import pytest
import questionnaire
from axe_playwright_python.sync_playwright import Axe
from plain_browser import PlainBrowser
from playwright.sync_api import Browser, Page, expect
from questionnaire import CHOOSING, ROWS, TYPING

from perdure.testing.installation import Installation

plugin = questionnaire.plugin

ACTIVE = """() => {
  const { name, ariaLabel, value } = document.activeElement;
  return [name || ariaLabel || "", value || ""];
}"""
MAX_TABS = 80


def tab_to(page: Page, name: str, value: str | None = None) -> None:
    """Tab to a control by its name; of several by what it stands for."""
    for _ in range(MAX_TABS):
        page.keyboard.press("Tab")
        found, stands_for = page.evaluate(ACTIVE)
        if found == name and value in {None, stands_for}:
            return
    raise AssertionError(f"no Tab leads to {name}")


def type_into(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.type(text)


def tick(page: Page, name: str, value: str | None = None) -> None:
    tab_to(page, name, value)
    page.keyboard.press("Space")


def find(page: Page, field: str, text: str) -> None:
    """Search, and choose what is found first."""
    type_into(page, f"{field}~q", text)
    expect(page.locator(f'[name="{field}"]')).to_have_count(1)
    page.keyboard.press("Tab")  # past the button, which needs not be pressed
    tick(page, field)


@pytest.fixture
def start(page: Page) -> Page:
    page.goto("/workflows/fill_in_everything/start")
    return page


@pytest.fixture
def half(page: Page, site: Installation) -> Page:
    """A draft that waits for the secret on its second page; all else is filled in."""
    plain = PlainBrowser(site.api)
    plain.open("/workflows/fill_in_everything/start")
    for answers in (CHOOSING, TYPING, ROWS):
        for name, values in answers.items():
            plain.fill(name, *values)
        plain.press("keep" if answers is ROWS else "next")
    page.goto(re.search(r'data-draft="([^"]*)"', plain.html)[1])  # type: ignore[index] # it has one
    return page


def choose(page: Page) -> None:
    """Fill in the first page."""
    tick(page, "/kind")
    type_into(page, "/vlan", "7")
    type_into(page, "/node", "Ams")
    type_into(page, "/port", "ams-2")
    tick(page, "/few", "red")
    type_into(page, "Filter: Many", "number 1")
    tick(page, "/many", "n10")
    tick(page, "/managed")
    type_into(page, "/urgent", "Yes")
    find(page, "/server", "server-777")
    find(page, "/spares", "server-512")
    tick(page, "/cabling", "1")
    tick(page, "/sure")


def test_every_widget_by_keyboard_alone(start: Page) -> None:
    """Three pages with every kind of field, with nothing but the keyboard, and read over at the end."""
    page = start
    choose(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Typing")).to_be_visible()
    type_into(page, "/name", "orders")
    type_into(page, "/remark", "none")
    type_into(page, "/reason", "The old one")
    page.keyboard.press("Enter")
    page.keyboard.type("is full.")
    type_into(page, "/count", "12")
    type_into(page, "/share", "0.25")
    type_into(page, "/price", "12.50")
    type_into(page, "/day", "02282026")
    type_into(page, "/begin", "02282026")
    page.keyboard.press("Tab")
    page.keyboard.type("0130PM")
    tab_to(page, "/begin~zone")
    page.keyboard.press("Control+a")
    page.keyboard.type("Europe/Amsterdam")
    type_into(page, "/since", "02282026")
    page.keyboard.press("Tab")
    page.keyboard.type("013000PM")
    type_into(page, "/password", "correct horse")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rows")).to_be_visible()
    type_into(page, "/interfaces/0/name", "eth1")
    tab_to(page, "_do", "add:/interfaces")
    page.keyboard.press("Enter")
    expect(page.locator('[name="/interfaces/1/name"]')).to_be_focused()
    page.keyboard.type("eth0")
    tab_to(page, "_do", "up:/interfaces/1")
    page.keyboard.press("Enter")
    expect(page.locator('[name="/interfaces/0/name"]')).to_have_value("eth0")
    tab_to(page, "_do", "add:/tags")
    page.keyboard.press("Space")
    expect(page.locator('[name="/tags/0"]')).to_be_focused()
    page.keyboard.type("core")
    type_into(page, "/vlans/low", "1")
    type_into(page, "/vlans/high", "9")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    told = page.locator("main").inner_text()
    expected = {
        "Kind": "tagged",
        "Port": "ams-2",
        "Few": "Red",
        "Many": "Number 10",
        "Managed": "yes",
        "Urgent": "Yes",
        "Server": "Server 777",
        "Spares": "Server 512",
        "Day": "2026-02-28",
        "Begin": "2026-02-28 13:30:00 +01:00",
        "Since": "2026-02-28 13:30:00 UTC",
        "Interfaces 1: Name": "eth0",
        "Interfaces 2: Name": "eth1",
        "Tags 1": "core",
        "Reserved": "none",
    }
    shown = dict(zip(told.splitlines(), told.splitlines()[1:], strict=False))
    assert expected == {label: text for label, text in shown.items() if label in expected}
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The start is accepted")).to_be_visible()


def test_errors_lead_to_their_fields(start: Page, complaints: list[str]) -> None:
    """The first field that is wrong has the focus; the summary is announced and leads to each."""
    start.keyboard.press("Control+Enter")
    summary = start.get_by_role("alert")
    expect(summary).to_be_visible()
    expect(start.locator('[id="/kind"]')).to_be_focused()
    summary.get_by_role("link", name="Server").click()
    expect(start.locator('[id="/server"]')).to_be_focused()
    expect(start.locator('[id="/server"]')).to_have_attribute("aria-invalid", "true")
    complaints.clear()  # the browser counts a page that does not fit as one that failed


def test_fields_that_depend_on_others(start: Page) -> None:
    """What is not asked is not there, what does not fit is not offered, and both change as the page is filled in."""
    vlan = start.locator('[name="/vlan"]')
    expect(vlan).to_be_hidden()
    start.get_by_label("untagged", exact=True).check()
    expect(vlan).to_be_hidden()
    start.get_by_label("tagged", exact=True).check()
    expect(vlan).to_be_visible()
    start.get_by_label("Node").select_option("utr")
    assert ["Choose …", "utr-1"] == start.get_by_label("Port", exact=True).locator("option").all_inner_texts()
    start.get_by_label("Port", exact=True).select_option("utr-1")
    start.get_by_label("Node").select_option("ams")
    expect(start.get_by_label("Port", exact=True)).to_have_value("")


def test_a_file_is_uploaded_when_it_is_chosen(half: Page) -> None:
    """Its name is shown at once, and after a turn; what is posted is its id."""
    box = half.get_by_label("Contract (optional)")
    box.set_input_files({"name": "terms.txt", "mimeType": "text/plain", "buffer": b"You may."})
    expect(half.get_by_text("terms.txt is uploaded.")).to_be_visible()
    expect(box).to_have_value("")
    half.get_by_role("button", name="Keep for later").click()
    expect(half.get_by_text("terms.txt (8 bytes)")).to_be_visible()


def test_a_reload_goes_on(half: Page) -> None:
    """A page that was kept is there again after a reload, and the page before it with what is chosen there."""
    half.fill('[name="/name"]', "invoices")
    half.get_by_role("button", name="Keep for later").click()
    expect(half.get_by_text("Kept as a draft")).to_be_visible()
    half.reload()
    expect(half.locator('[name="/name"]')).to_have_value("invoices")
    half.get_by_role("button", name="Back").click()
    expect(half.get_by_label("Server 7")).to_be_checked()


def violations(page: Page) -> dict[str, Any]:
    """What axe finds, in light and dark; and whether the page is wider than a telephone."""
    found: dict[str, Any] = {}
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = Axe().run(page, options={"resultTypes": ["violations"], **rules})
        found |= {f"{scheme} {item['id']}": item["nodes"] for item in report.response["violations"]}
    page.set_viewport_size({"width": 375, "height": 800})
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        found["wide"] = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="light")
    return found


def test_forms_can_be_used_by_everybody(start: Page, complaints: list[str]) -> None:
    """No violation of what axe checks where things are wrong."""
    start.keyboard.press("Control+Enter")
    expect(start.get_by_role("alert")).to_be_visible()
    assert {} == violations(start)
    complaints.clear()  # the browser counts a page that does not fit as one that failed


def test_every_field_can_be_used_by_everybody(half: Page) -> None:
    """Nor on a page with any field, nor in the review."""
    assert {} == violations(half)
    half.fill('[name="/password"]', "correct horse")
    for heading in ("Rows", "Check your answers"):
        half.keyboard.press("Control+Enter")
        expect(half.get_by_role("heading", name=heading)).to_be_visible()
        assert {} == violations(half)


def test_two_browsers_answer_one_form(
    browser: Browser, page: Page, site: Installation, complaints: list[str]
) -> None:
    """The form is on the process's page; of two who hand it in, the second is told who was first."""
    process = site.start("ask_in_the_middle")
    site.until(process, "suspended")
    other = browser.new_context(
        base_url=str(site.api.base_url), extra_http_headers={"X-Perdure-Actor": "bob"}
    )
    second = other.new_page()
    for one in (page, second):
        one.goto(f"/processes/{process}")
        one.get_by_label("untagged").check()
        one.get_by_label("Password").fill("hunter2")
        one.get_by_role("button", name="Continue").click()
        expect(one.get_by_role("heading", name="Check your answers")).to_be_visible()
    second.get_by_role("button", name="Hand in").click()
    expect(second.get_by_text("The answer is kept")).to_be_visible()
    other.close()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("already answered by bob")).to_be_visible()
    complaints.clear()  # the refusal
