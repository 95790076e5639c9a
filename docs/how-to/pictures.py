"""Takes the pictures of the console: a few databases are ordered, one waits, one fails, one drifts.

    make pictures

It needs a Chromium (`apt-get install chromium`). Every page is taken as wide as a screen and as a phone, in light and
dark; docs/reference/console.md shows them.
"""

import base64
import json
import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import uvicorn
from playwright.sync_api import CDPSession, Page, sync_playwright

from perdure.console.app import create_site
from perdure.embedded.ports import free_port
from perdure.settings import Settings
from perdure.testing.installation import Installation, installation
from perdure.testing.servers import postgres_server
from perdure.testing.waiting import eventually

FOLDER = Path(__file__).parent / "pictures"
WIDTHS = {"wide": 1280, "narrow": 375}
HEIGHT = {"wide": 900, "narrow": 1000}
"""What is below is left away: a picture is there to recognise a page by."""

LARGEST = 60_000
"""Bytes that a picture may have."""

SERVERS = "PERDURE_DATABASE_SERVERS"  # read by the database product


def main() -> int:
    """Takes all pictures."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("There is no Chromium: apt-get install chromium.", file=sys.stderr)  # noqa: T201 — for the terminal
        return 1
    with (
        postgres_server(name="Amsterdam") as amsterdam,
        psycopg.connect(amsterdam.dsn, autocommit=True) as admin,
    ):
        os.environ[SERVERS] = json.dumps({"amsterdam": {"title": "Amsterdam", "dsn": amsterdam.dsn}})
        with installation() as office, served(office.settings) as url:
            paths = happenings(office, admin)
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                for name, path in paths.items():
                    take(browser.new_page(base_url=url), name, path)
                browser.close()
    return 0


def happenings(office: Installation, admin: psycopg.Connection[Any]) -> dict[str, str]:
    """What there is to see; gives the paths of the pages by name."""
    orders = order(office, "orders")
    office.until(orders)
    order(office, "invoices", environment="production")
    broken = order(office, "archive", environment="production")
    office.until(broken, "suspended")
    admin.execute("CREATE ROLE archive")  # by hand, while the approval is waited for
    office.answer(
        broken,
        {"connection_limit": 20, "statement_timeout": "2.5"},
        {"reference": "CHG-7", "approved": "ACCEPTED"},
    )
    office.until(broken, "failed")
    subscription = office.until(orders)["subscriptions"][0]["subscription_id"]
    office.until(
        office.start(
            "modify_database",
            {"subscription_id": subscription},
            {"connection_limit": 40, "statement_timeout": "2.5", "extensions": []},
        )
    )
    admin.execute("ALTER DATABASE orders CONNECTION LIMIT 5")  # by hand: it drifts
    office.api.post("/api/schedules/validate_database/trigger").raise_for_status()
    item = eventually(lambda: drift_of(office, subscription), what="a sweep to find the drift")
    said_by_anna(office, subscription)
    return {
        "home": "/",
        "processes": "/processes",
        "process": f"/processes/{broken}",
        "plan": f"/processes/{broken}/plan",
        "failed": "/failed",
        "drift": "/drift",
        "drift-item": f"/drift/{item['drift_item_id']}",
        "subscriptions": "/subscriptions",
        "subscription": f"/subscriptions/{subscription}",
        "timeline": f"/subscriptions/{subscription}#timeline-title",
        "version": f"/subscriptions/{subscription}/versions/1",
        "compare": f"/subscriptions/{subscription}/compare?older=1&newer=5",
        "customers": "/customers",
        "customer": "/customers/default",
        "catalogue": "/catalogue",
        "workflow": "/catalogue/workflows/create_database",
        "schedules": "/schedules",
        "schedule-form": "/schedules/new",
        "search": "/search?q=orders",
        "form": "/workflows/create_database/start",
    }


def drift_of(office: Installation, subscription: str) -> dict[str, Any] | None:
    """What validations have found to differ."""
    items = office.api.get("/api/drift", params={"subscription_id": subscription}).json()["items"]
    return dict(items[0]) if items else None


def said_by_anna(office: Installation, subscription: str) -> None:
    """What somebody adds to what runs by itself: a customer, a note, a view of a list, a schedule."""
    validation = {"workflow": "validate_database", "repeat": "cron", "cron": "0 3 * * 1"}
    posted: dict[str, Any] = {
        "/api/customers": {"customer_id": "museum", "name": "City Museum"},
        f"/api/subscriptions/{subscription}/notes": {"note": "They move to another server in May."},
        "/api/views": {"list": "processes", "name": "Databases that failed", "query": "status=failed"},
        "/api/schedules": [validation],
    }
    for path, body in posted.items():
        office.api.post(path, json=body).raise_for_status()


def order(office: Installation, name: str, *, environment: str = "development") -> str:
    """Order a database; gives the process's id."""
    return office.start(
        "create_database",
        {"customer_id": "default", "environment": environment, "server": "amsterdam"},
        {"name": name, "connection_limit": 20, "statement_timeout": "2.5", "extensions": []},
    )


def take(page: Page, name: str, path: str) -> None:
    """One page, in every size and scheme. WebP is what Chromium makes and Playwright's own pictures are not."""
    camera = page.context.new_cdp_session(page)
    for size, width in WIDTHS.items():
        for scheme in ("light", "dark"):
            page.set_viewport_size({"width": width, "height": HEIGHT[size]})
            # Without motion: a picture must not show a colour on its way.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.goto(path)
            (FOLDER / f"{name}-{size}-{scheme}.webp").write_bytes(_picture(camera))
    page.close()


def _picture(camera: CDPSession) -> bytes:
    """What is on the page, as good as fits into a small file."""
    for quality in range(70, 0, -10):
        taken = camera.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
        picture = base64.b64decode(taken["data"])
        if len(picture) < LARGEST:
            return picture
    raise ValueError("There is more on this page than a small picture can show.")


@contextmanager
def served(settings: Settings) -> Iterator[str]:
    """The site on a port of its own; gives the address."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_site(settings), port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    url = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: server.started, what="the site")
        yield url
    finally:
        server.should_exit = True
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
