"""How long the console's pages take to draw, and how much they weigh, with a hundred thousand processes.

    .venv/bin/python benchmarks/console.py

Times are medians of the server's own, without a network; weights are what travels for the page itself, without the
stylesheet and the script, which a browser keeps.
"""

import base64
import secrets
import statistics
import sys
import time
from typing import NamedTuple
from uuid import UUID

from fastapi.testclient import TestClient
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from starlette.types import ASGIApp, Receive, Scope, Send

from perdure.console.app import create_site
from perdure.db.engine import Database
from perdure.db.migrate import upgrade
from perdure.settings import SECRET_KEY_BYTES, Settings
from perdure.testing.servers import postgres_server

COUNTS = {
    "processes": 100_000,
    "subscriptions": 20_000,
    "open": 500,
    "versions": 30,
    "drift": 100_000,
    "open_drift": 1_000,
}
ROUNDS = 30
WEIGHT_KB = 60

STATEMENTS = (
    "INSERT INTO customer (customer_id, name) SELECT 'c' || n, 'Customer ' || n FROM generate_series(1, 500) n",
    "INSERT INTO product (product_id, name, tag) VALUES (gen_random_uuid(), 'Link', 'link')",
    """INSERT INTO subscription
        (subscription_id, product_id, customer_id, status, insync, description, version, document, created_at)
        SELECT gen_random_uuid(), product_id, 'c' || (1 + n % 500), 'active', true, 'Link ' || n, :versions,
        jsonb_build_object('link', jsonb_build_object('speed', n, 'ports', jsonb_build_array(
        jsonb_build_object('name', 'a', 'vlan', n), jsonb_build_object('name', 'b', 'vlan', n)))),
        now() - n * interval '1 minute' FROM product, generate_series(1, :subscriptions) n""",
    """INSERT INTO process
        (process_id, workflow, title, target, status, answers, plan, reporter, accepted_at, finished_at)
        SELECT gen_random_uuid(), 'change_link', 'Change link', 'modify',
        CASE WHEN n <= :open THEN 'failed' ELSE 'completed' END, '[]', '[]', 'anna',
        now() - n * interval '1 minute', CASE WHEN n <= :open THEN NULL ELSE now() END
        FROM generate_series(1, :processes) n""",
    """INSERT INTO process_step
        (process_id, position, generation, kind, key, title, status, error, finished_at)
        SELECT process_id, '0', 1, 'step', 'link.change', 'Change the router', 'failed',
        '{"class": "ValueError", "message": "the router said no"}', now() FROM process WHERE status = 'failed'""",
    """INSERT INTO process_subscription (process_id, subscription_id, since, until)
        SELECT process_id, subscription_id, accepted_at, finished_at
        FROM (SELECT *, 1 + row_number() OVER () % :subscriptions AS k FROM process) p
        JOIN (SELECT subscription_id, row_number() OVER () AS k FROM subscription) s USING (k)""",
    """INSERT INTO subscription_version
        (subscription_id, version, customer_id, status, insync, description, document)
        SELECT subscription_id, v, customer_id, status, insync, description, document || jsonb_build_object('step', v)
        FROM (SELECT * FROM subscription ORDER BY created_at DESC LIMIT 100) s, generate_series(1, :versions) v""",
    """INSERT INTO drift_item
        (subscription_id, check_key, check_title, path, system, expected, observed, version, first_seen, last_seen,
        opened_by, seen_by, resolution, closed_at)
        SELECT subscription_id, 'link.speed', 'Speed', 'speed/' || n, 'router', '10', '40', 1, at, at, process_id,
        process_id, CASE WHEN n > :open_drift THEN 'gone' END, CASE WHEN n > :open_drift THEN at END
        FROM (SELECT n, now() - (:drift - n) * interval '1 minute' AS at, 1 + n % :subscriptions AS k
        FROM generate_series(1, :drift) n) d
        JOIN (SELECT subscription_id, row_number() OVER () AS k FROM subscription) s USING (k)
        CROSS JOIN (SELECT process_id FROM process LIMIT 1) p""",
    "INSERT INTO process_state (process_id, state) SELECT process_id, '{}' FROM process",
)
"""What a year leaves behind; enough of it is open for the home page to be full."""


class Drawn(NamedTuple):
    """A page that is measured.

    Args:
        name: what it is.
        path: where it is.
        milliseconds: the bound.
    """

    name: str
    path: str
    milliseconds: int


def main() -> int:
    """Measures, prints, and says by the exit code whether every bound was kept."""
    table = Table(
        "page",
        "median",
        "bound",
        "weight",
        title="{processes:,} processes, {subscriptions:,} subscriptions".format(**COUNTS),
    )
    kept = []
    with postgres_server() as server:
        settings = Settings(
            database_url=server.create_database("perdure"),
            secret_key=SecretStr(base64.b64encode(secrets.token_bytes(SECRET_KEY_BYTES)).decode()),
        )
        upgrade(settings.database_url)
        subscription, process = fill(settings.database_url)
        stopwatch = Stopwatch(create_site(settings))
        with TestClient(stopwatch) as client:
            for page in pages(subscription, process):
                median, weight = measure(client, stopwatch, page.path)
                table.add_row(page.name, f"{median:.0f} ms", f"< {page.milliseconds} ms", f"{weight:.0f} kB")
                kept += [median < page.milliseconds, weight < WEIGHT_KB]
    Console().print(table)
    return 0 if all(kept) else 1


def pages(subscription: UUID, process: UUID) -> list[Drawn]:
    """What is measured."""
    return [
        Drawn("home: five lists", "/", 100),
        Drawn("processes, 100 of them", "/processes?limit=100", 50),
        Drawn("processes that failed, 100 of them", "/processes?status=failed&limit=100", 50),
        Drawn("processes by last change, 100 of them", "/processes?order=changed&limit=100", 50),
        Drawn("one process", f"/processes/{process}", 30),
        Drawn("drift, 50 of it", "/drift", 50),
        Drawn("closed drift, 50 of it", "/drift?state=closed", 50),
        Drawn("subscriptions, 50 of them", "/subscriptions", 50),
        Drawn("subscriptions by customer, 50 of them", "/subscriptions?order=customer", 50),
        Drawn("subscriptions, searched for", "/subscriptions?search=link+1999", 200),
        Drawn("one subscription", f"/subscriptions/{subscription}", 30),
    ]


class Stopwatch:
    """Times what the server does, without what the client of the measurement costs.

    Args:
        site: the server.
    """

    def __init__(self, site: ASGIApp) -> None:
        self._site = site
        self.taken: list[float] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; notes the milliseconds."""
        began = time.perf_counter()
        await self._site(scope, receive, send)
        self.taken.append((time.perf_counter() - began) * 1000)


def measure(client: TestClient, stopwatch: Stopwatch, path: str) -> tuple[float, float]:
    """The median time in milliseconds, and the weight in kilobytes as it travels uncompressed."""
    stopwatch.taken.clear()
    for _ in range(ROUNDS):
        response = client.get(path)
        if not response.is_success:
            raise ValueError(f"{path} answered {response.status_code}.")
    return statistics.median(stopwatch.taken), len(response.content) / 1000


def fill(url: str) -> tuple[UUID, UUID]:
    """Fill the database; gives a subscription with many versions, and a process that failed."""
    database = Database(url)
    with database.transaction() as connection:
        for statement in STATEMENTS:
            connection.execute(text(statement), COUNTS)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
        newest = "SELECT subscription_id FROM subscription ORDER BY created_at DESC LIMIT 1"
        failed = "SELECT process_id FROM process WHERE status = 'failed' LIMIT 1"
        found = connection.scalars(text(newest)).one(), connection.scalars(text(failed)).one()
    database.close()
    return found


if __name__ == "__main__":
    sys.exit(main())
