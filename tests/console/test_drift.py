"""What an operator answers drift with: in a browser, and with plain forms."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from hand import Hand
from playwright.sync_api import Page, expect
from sample_product import real

from perdure.embedded.postgres import PostgresServer
from perdure.products.database.model import DATABASE
from perdure.testing.installation import Installation
from perdure.testing.waiting import eventually

SOON = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()

FROM_HERE = {"Sec-Fetch-Site": "same-origin", "X-Perdure-Actor": "carla"}


@pytest.fixture(scope="module")
def altered(managed: None, site: Installation, amsterdam: PostgresServer) -> dict[str, str]:
    """A database whose limits somebody has altered by hand; the page that names its subscription."""
    eventually(lambda: DATABASE.name in site.api.get("/api/products").text, what="the product")
    order = site.start(
        "create_database",
        {"customer_id": "default", "environment": "development", "server": "amsterdam"},
        {"name": "drifter", "connection_limit": 20, "statement_timeout": "2.5", "extensions": []},
    )
    subscription = {"subscription_id": site.until(order)["subscription_ids"][0]}
    with psycopg.connect(amsterdam.dsn, autocommit=True) as admin:
        admin.execute("ALTER DATABASE drifter CONNECTION LIMIT 5")
        admin.execute("ALTER DATABASE drifter SET statement_timeout = 9000")
    site.until(site.start("validate_database", subscription))
    return subscription


def test_drift_is_restored(page: Page, site: Installation, altered: dict[str, str]) -> None:
    """Home leads to what differs; it is set back, and closed when the next validation has seen that."""
    page.goto("/")
    found = page.get_by_role("region", name="Drifted")
    expect(found.get_by_role("row", name="connection_limit")).to_contain_text("20")
    found.get_by_role("link", name="connection_limit").click()
    expect(page.locator("#values")).to_contain_text("Observed")
    restore = page.locator("form[action$='/restore']")
    restore.get_by_label("Reason").fill("nobody ordered that")
    restore.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Restore database")
    expect(page.locator("#standing")).to_contain_text("completed")

    page.goto(f"/subscriptions/{altered['subscription_id']}")
    drift = page.get_by_role("region", name="Drift", exact=True)
    expect(drift.get_by_role("row", name="connection_limit")).to_contain_text("restoring")
    drift.get_by_role("link", name="connection_limit").click()
    expect(page.locator("#standing")).to_contain_text("the next validation tells")
    site.until(site.start("validate_database", altered))
    expect(page.locator("#standing")).to_contain_text("restored")
    expect(page.locator("#last-answer")).to_contain_text("local decided: restore. nobody ordered that")


def test_drift_is_adopted(
    page: Page, site: Installation, amsterdam: PostgresServer, altered: dict[str, str]
) -> None:
    """What was observed is what the subscription says from then on, and nothing is left of the drift."""
    with psycopg.connect(amsterdam.dsn, autocommit=True) as admin:
        admin.execute("ALTER DATABASE drifter SET statement_timeout = 7000")
    site.until(site.start("validate_database", altered))

    page.goto("/drift")
    page.get_by_role("row", name="statement_timeout").get_by_role("link", name="statement_timeout").click()
    adopt = page.locator("form[action$='/adopt']")
    expect(adopt).to_contain_text("database.statement_timeout")
    adopt.get_by_label("Reason").fill("agreed on the phone")
    adopt.get_by_role("button", name="Adopt").click()
    expect(page.locator("#standing")).to_contain_text("completed")

    page.goto(f"/subscriptions/{altered['subscription_id']}")
    expect(page.locator("#blocks")).to_contain_text("7")
    expect(page.get_by_role("region", name="Drift", exact=True)).to_have_count(0)
    page.goto("/drift?state=closed")
    expect(page.get_by_role("row", name="statement_timeout").first).to_contain_text("adopted")


def drifted(site: Installation, shared: Hand, label: str) -> dict[str, Any]:
    line = shared.line(label)
    real[label] = 99
    site.until(site.start("validate_line", {"subscription_id": line}))
    (item,) = site.api.get("/api/drift", params={"subscription_id": line}).json()["items"]
    return dict(item)


def post(site: Installation, path: str, **data: str) -> Any:
    fields = {f"/{name}": value for name, value in data.items()}
    return site.api.post(path, data=fields, headers=FROM_HERE, follow_redirects=True)


def test_drift_is_put_off_with_plain_forms(site: Installation, shared: Hand) -> None:
    """Whoever it is may own it; suppressed it is not at home, and counts again when somebody says so."""
    item = drifted(site, shared, "ams1-ber1")
    path = f"/drift/{item['drift_item_id']}"
    assert path in site.api.get("/").text

    assert "It is noted who looks after it." in post(site, f"{path}/owner", owner="dora").text
    said = post(site, f"{path}/suppress", until=f"{SOON}T08:30", reason="works on <i>the</i> line").text
    assert f"does not count until {SOON} 08:30:00 UTC" in said
    assert "<strong>carla</strong> decided: suppress. <q>works on &lt;i&gt;the&lt;/i&gt; line</q>" in said
    assert path not in site.api.get("/").text
    assert path not in site.api.get("/drift").text
    assert path in site.api.get("/drift?state=suppressed&owner=dora").text
    assert path in site.api.get(f"/subscriptions/{item['subscription_id']}").text
    line = site.api.get("/subscriptions?search=ams1-ber1").text
    assert ("suppressed</span>" in line, "drifted</span>" in line) == (True, False)

    assert "It counts again." in post(site, f"{path}/count", reason="works are over").text
    assert path in site.api.get("/").text


@pytest.fixture(scope="module")
def left_alone(site: Installation, shared: Hand) -> str:
    """The page of a drift item that nobody can answer as it is tried here."""
    return f"/drift/{drifted(site, shared, 'left-alone')['drift_item_id']}"


@pytest.mark.parametrize(
    ("answer", "data", "status", "said"),
    [
        (
            "suppress",
            {"until": "tomorrow", "reason": "x"},
            400,
            "The until cannot be used: Input should be a valid datetime",
        ),
        ("suppress", {"reason": "x"}, 400, "The until cannot be used: Field required"),
        ("suppress", {"until": "2001-01-01", "reason": "x"}, 400, "choose a moment that is ahead"),
        ("suppress", {"until": SOON, "reason": " "}, 400, "The reason cannot be used"),
        ("adopt", {"reason": "x"}, 422, "does not say what it would mean to adopt"),
        ("restore", {"reason": "x"}, 422, "names no workflow that puts right"),
    ],
)
def test_an_answer_that_cannot_be_is_a_page(
    *, site: Installation, left_alone: str, answer: str, data: dict[str, str], status: int, said: str
) -> None:
    """With the sentence that says why."""
    response = post(site, f"{left_alone}/{answer}", **data)

    assert status == response.status_code
    assert said in response.text
