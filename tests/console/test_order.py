"""The whole way of a database, in a browser."""

import pytest
from playwright.sync_api import Page, expect

from perdure.products.database.model import DATABASE
from perdure.testing.installation import Installation
from perdure.testing.waiting import eventually


@pytest.fixture(autouse=True)
def offered(managed: None, site: Installation) -> None:
    """The servers are there, and the product is known."""
    eventually(lambda: DATABASE.name in site.api.get("/api/products").text, what="the product")


def test_a_database_is_ordered_from_home_to_active(page: Page) -> None:
    """Two pages of answers, an approval in the middle, and the subscription is active; nobody reloads a page."""
    page.goto("/")
    page.get_by_role("link", name="Create database").click()
    page.get_by_label("Customer").select_option("Default customer")
    page.get_by_role("radio", name="production").check()
    page.get_by_label("Server").select_option("Amsterdam")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name").fill("orders")
    page.get_by_label("Connection limit").fill("20")
    page.get_by_label("Statement timeout").fill("2.5")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    page.get_by_role("button", name="Start").click()

    expect(page.locator("#standing")).to_contain_text("Waits for DBA to answer")
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Reference").fill("CHG-1")
    page.get_by_role("checkbox", name="Yes, confirmed").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Hand in").click()

    expect(page.locator("#standing")).to_contain_text("completed")
    page.get_by_role("link", name="orders").click()
    expect(page.locator("#standing")).to_contain_text("active")
    expect(page.locator("#startable")).to_contain_text("Modify database")
