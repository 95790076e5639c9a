"""Every page can be used by everybody, in light and dark, and also where it is narrow."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from hand import Hand
from playwright.sync_api import Page
from sample_product import outside, real

from perdure.testing.installation import Installation

PATHS = [
    "/",
    "/processes?kind=task",
    "/processes/{failed}",
    "/processes/{waiting}",
    "/processes/{failed}/plan",
    "/processes/{failed}/retry",
    "/failed",
    "/failed/sample.note",
    "/subscriptions",
    "/subscriptions/{line}",
    "/subscriptions/{line}/versions/1",
    "/subscriptions/{line}/compare?older=1&newer=2",
    "/drift",
    "/drift/{drift}",
    "/customers",
    "/customers/default",
    "/catalogue",
    "/catalogue/workflows/create_line",
    "/schedules",
    "/schedules/new",
    "/search?q=line",
    "/nowhere",
]


@pytest.fixture(scope="module")
def ids(shared: Hand, site: Installation) -> Iterator[dict[str, str]]:
    """A process that failed, one that waits, and a line that was changed and has drifted."""
    outside["fail"] = ["fatal"]
    failed = site.start("count_task", {"count": 1})
    site.until(failed, "failed")
    waiting = site.start("create_line", {}, {"label": "ams1-utr1", "speed": 10, "needs_approval": True})
    site.until(waiting, "suspended")
    line = shared.line("ams1-fra1")
    site.until(site.start("change_line", {"subscription_id": line}, {"new_speed": 20}))
    real["ams1-fra1"] = 40
    site.until(site.start("validate_line", {"subscription_id": line}))
    (item,) = site.api.get("/api/drift", params={"subscription_id": line}).json()["items"]
    yield {"failed": failed, "waiting": waiting, "line": line, "drift": item["drift_item_id"]}
    real.clear()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_can_be_used_by_everybody(
    page: Page, ids: dict[str, str], path: str, complaints: list[str]
) -> None:
    """No violation of what axe checks in either scheme, and no sideways scrolling at 375 pixels."""
    page.goto(path.format(**ids))
    axe, found = Axe(), {}
    # Only contrast differs between the two.
    for scheme, rules in (("light", {}), ("dark", {"runOnly": ["color-contrast"]})):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        report = axe.run(page, options={"resultTypes": ["violations"], **rules})
        found |= {f"{scheme} {item['id']}": item["nodes"] for item in report.response["violations"]}
    page.set_viewport_size({"width": 375, "height": 800})

    assert {} == found
    assert 375 == page.evaluate("document.documentElement.scrollWidth")
    if path == "/nowhere":
        complaints.clear()
