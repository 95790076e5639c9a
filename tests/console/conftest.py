"""The site on a port of its own, and a browser to look at it with."""

import json
import os
import shutil
from collections.abc import Iterator

import httpx2
import pytest
from hand import Hand
from playwright.sync_api import Browser, Page, expect, sync_playwright
from served import served

from perdure.embedded.postgres import PostgresServer
from perdure.testing.installation import Installation

PATIENCE = 60_000
"""Milliseconds after which a test gives up waiting, on a machine that does much else."""

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

# Playwright's own loop runs in the test's thread: while a browser is open, `asyncio.run` (and with it most of `Hand`)
# cannot be used there. Tests with a browser act over HTTP: `site`.


@pytest.fixture(scope="module")
def managed(amsterdam: PostgresServer, utrecht: PostgresServer) -> Iterator[None]:
    """The servers that databases may be ordered on."""
    servers = {
        "amsterdam": {"title": "Amsterdam", "dsn": amsterdam.dsn},
        "utrecht": {"title": "Utrecht", "dsn": utrecht.dsn},
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PERDURE_DATABASE_SERVERS", json.dumps(servers))
        yield


@pytest.fixture(scope="module")
def site(shared: Hand) -> Iterator[Installation]:
    """API and console of the installation that all tests of one module share; a worker runs."""
    with served(shared.settings) as url, httpx2.Client(base_url=url, timeout=30) as client:
        yield Installation(shared.settings, client)


@pytest.fixture(scope="module")
def browser(site: Installation) -> Iterator[Browser]:
    """Debian's Chromium; without one these tests are skipped, or fail where CI is true."""
    if CHROMIUM is None:
        reason = "there is no Chromium: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        # As root, as in a container, Chromium has no sandbox.
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console complains of; a test that provokes it clears it."""
    return []


@pytest.fixture
def page(browser: Browser, site: Installation, complaints: list[str]) -> Iterator[Page]:
    """A page of a browser that has not been here before; whatever its console complains of fails the test."""
    context = browser.new_context(base_url=str(site.api.base_url), viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE)
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert [] == complaints
