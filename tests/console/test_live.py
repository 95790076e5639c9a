"""What an operator does in a browser, and sees without reloading."""

import re
from uuid import UUID

from hand import Hand
from playwright.sync_api import Page, Route, expect
from sample_product import outside

from perdure.testing.installation import Installation


def test_a_failed_process_is_repaired(page: Page, site: Installation) -> None:
    """The home page leads to it; with a reason it is retried, and its end shows without a reload."""
    outside["fail"] = ["fatal"]
    process_id = site.start("count_task", {"count": 41})
    site.until(process_id, "failed")

    page.goto("/")
    page.get_by_role("link", name="Count up").first.click()
    expect(page.locator("#decisions")).to_contain_text("the other system said fatal")
    page.get_by_label("Reason").first.fill("the other system is back")
    page.get_by_role("button", name="Retry").click()

    expect(page.locator("#standing")).to_contain_text("completed")
    expect(page.locator("#timeline")).to_contain_text("local decided: retry. the other system is back")


def test_a_step_is_retried_with_another_state(page: Page, site: Installation, complaints: list[str]) -> None:
    """What does not fit is told at its field, and stays there; what fits lets the process go on."""
    outside["fail"] = ["fatal"]
    process_id = site.start("count_task", {"count": 1})
    site.until(process_id, "failed")

    page.goto(f"/processes/{process_id}")
    page.get_by_role("link", name="Change State before the retry").click()
    count = page.get_by_label("Count", exact=True)
    expect(count).to_have_value("2")
    page.get_by_label("Reason").fill("counted again")
    count.fill("many")
    page.get_by_role("button", name="Retry").click()

    expect(count).to_be_focused()
    expect(count).to_have_value("many")
    expect(count).to_have_accessible_description(re.compile("valid integer"))
    expect(page.get_by_label("Reason")).to_have_value("counted again")
    complaints.clear()  # of the status 422
    count.fill("7")
    page.get_by_role("button", name="Retry").click()

    expect(page.locator("#standing")).to_contain_text("completed")
    assert 7 == site.until(process_id)["current_state"]["noted"]


def test_an_open_page_shows_what_others_start(page: Page, site: Installation) -> None:
    """A process appears in the list while somebody looks at it."""
    page.goto("/processes?kind=task&reporter=local&workflow=count_task&order=newest")
    before = page.locator("#found tbody tr").count()
    page.evaluate("window.notReloaded = true")

    site.start("count_task", {"count": 5})

    expect(page.locator("#found tbody tr")).to_have_count(before + 1)
    assert page.evaluate("window.notReloaded")


def test_what_somebody_types_is_left_alone(page: Page, site: Installation, shared: Hand) -> None:
    """While a reason is typed the parts around it go on, and the reason stays."""
    outside["fail"] = ["fatal"]
    process_id = site.start("count_task", {"count": 3})
    site.until(process_id, "failed")
    page.goto(f"/processes/{process_id}")
    page.get_by_label("Reason").first.fill("half a sent")

    site.api.put(f"/api/processes/{process_id}/retry", json={"reason": "somebody was faster"})

    expect(page.locator("#standing")).to_contain_text("completed")
    expect(page.get_by_label("Reason").first).to_have_value("half a sent")
    assert "completed" == shared.process(UUID(process_id)).status


def test_a_lost_connection_is_shown_and_healed(page: Page, site: Installation, complaints: list[str]) -> None:
    """While the server cannot be reached the page says so; afterwards it catches up."""
    page.goto("/processes?kind=task")
    page.context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('pagehide')); dispatchEvent(new Event('pageshow'))")
    expect(page.locator("#connection")).to_contain_text("connection is lost")

    page.context.set_offline(False)
    expect(page.locator("#connection")).to_be_empty()
    complaints.clear()


def test_a_hostile_description_stays_text(page: Page, site: Installation, shared: Hand) -> None:
    """Nothing in it is run or drawn, wherever it is shown."""
    hostile = "<script>document.title = 'owned'</script><img src=x onerror=\"document.title = 'owned'\">"
    line = shared.line(hostile)

    for path in ("/", "/subscriptions", f"/subscriptions/{line}"):
        page.goto(path)
        expect(page.get_by_text(hostile).first).to_be_visible()
        expect(page).not_to_have_title(re.compile("^owned"))
    assert 0 == page.locator("main img, main script").count()


def test_everything_is_found_by_keyboard(page: Page, shared: Hand) -> None:
    """`/` opens the palette, words find, arrows choose, Enter goes there."""
    line = shared.line("palette-1")
    page.goto("/schedules")
    page.keyboard.press("/")
    page.keyboard.type("palette-1")
    expect(page.get_by_role("dialog").get_by_role("link")).to_have_count(1)

    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("dialog").get_by_role("link")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(f"/subscriptions/{line}$"))


def test_an_answer_that_comes_late_leaves_what_was_chosen(page: Page, shared: Hand) -> None:
    """The hits are those of what was typed last, and the arrow is where it was."""
    shared.line("late-1")
    held: list[Route] = []
    page.route("**/search?q=late-1", lambda route: held.append(route))  # noqa: PLW0108 — Playwright looks at what it is given
    page.goto("/schedules")
    page.keyboard.press("/")
    link = page.get_by_role("dialog").get_by_role("link")
    page.keyboard.type("late-")
    expect(link).to_have_count(1)
    page.keyboard.type("1")
    page.keyboard.press("ArrowDown")
    expect(link).to_be_focused()
    link.evaluate("link => { link.dataset.before = 'yes'; }")

    held[0].continue_()

    expect(link).not_to_have_attribute("data-before", "yes")
    expect(link).to_be_focused()
