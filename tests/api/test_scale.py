"""What a page of a list costs does not grow with how much there is."""

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from perdure.db.engine import Database
from perdure.db.paging import Rows, Slice
from perdure.db.process_views import ProcessFilter, list_processes
from perdure.db.subscription_views import SubscriptionFilter, list_subscriptions
from perdure.db.timeline import read_timeline

MANY = 20_000

Read = Callable[[Connection, Slice], Rows]


@pytest.fixture
def full(database: Database) -> Database:
    """A database with many processes and subscriptions."""
    with database.transaction() as connection:
        connection.execute(
            text(
                "INSERT INTO customer (customer_id, name) SELECT n, 'Customer ' || n FROM generate_series(0, 199) n"
            )
        )
        connection.execute(
            text("INSERT INTO product (product_id, name, tag) VALUES (gen_random_uuid(), 'Lamp', 'light')")
        )
        connection.execute(
            text(
                "INSERT INTO process"
                " (process_id, workflow, title, target, status, answers, plan, reporter, accepted_at)"
                " SELECT gen_random_uuid(), 'create_lamp', 'Create lamp', 'create', 'completed', '[]', '[]', 'anna',"
                " now() - n * interval '1 second' FROM generate_series(1, :many) n"
            ),
            {"many": MANY},
        )
        connection.execute(
            text(
                """INSERT INTO subscription (subscription_id, product_id, customer_id, status, insync, description,
                version, document, created_at, updated_at)
                SELECT gen_random_uuid(), product_id, n % 200, it.status, true, 'Lamp ' || n, 1, '{}', at, at
                FROM product, generate_series(1, :many) n, LATERAL (SELECT now() - n * interval '1 second' AS at,
                CASE WHEN n % 5 = 0 THEN 'terminated' ELSE 'active' END AS status) it"""
            ),
            {"many": MANY},
        )
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    return database


def statements_of(database: Database, read: Read, part: Slice) -> list[tuple[str, Any]]:
    """The statements that reading a page takes, with their parameters."""
    found: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        found.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    with database.reading() as connection:
        read(connection, part)
    event.remove(database.engine, "before_cursor_execute", note)
    return found


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a query's plan."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def subscriptions_by(order: str) -> Read:
    """How the list is read in this order."""
    return lambda connection, part: list_subscriptions(connection, SubscriptionFilter(), part, order=order)


READS: dict[str, Read] = {
    "processes": lambda connection, part: list_processes(connection, ProcessFilter(), part),
    "changes": lambda connection, part: list_processes(connection, ProcessFilter(kind="change"), part),
    "subscriptions": lambda connection, part: list_subscriptions(connection, SubscriptionFilter(), part),
    **{order: subscriptions_by(order) for order in ("changed", "description", "customer", "status")},
}


def test_a_page_in_the_middle_is_read_from_an_index(full: Database) -> None:
    """One statement, which neither sorts nor scans the whole table, whatever comes first."""
    for (name, read), ascending in product(READS.items(), (False, True)):
        with full.reading() as connection:
            first = read(connection, Slice(limit=200, ascending=ascending))
        part = Slice(cursor=first.next, ascending=ascending)

        ((statement, parameters),) = statements_of(full, read, part)
        with full.reading() as connection:
            explained = connection.exec_driver_sql(
                f"EXPLAIN (FORMAT JSON) {statement}", parameters
            ).scalar_one()

        found = list(nodes(explained[0]["Plan"]))
        scanned = {node["Relation Name"] for node in found if node["Node Type"] == "Seq Scan"}
        # An incremental one sorts the subscriptions of one customer at a time.
        sorts = [node for node in found if node["Node Type"] == "Sort"]
        sorted_by = [key for node in sorts for key in node["Sort Key"]]
        assert set() == scanned & {"process", "subscription"}, name
        assert [] == [key for key in sorted_by if key.startswith(("process.", "subscription."))], name


EVENTFUL = (
    """INSERT INTO process_subscription (process_id, subscription_id, since, until)
    SELECT process_id, :one, accepted_at, accepted_at FROM process""",
    """INSERT INTO validation (process_id, subscription_id, version, verdict, checks, finished_at)
    SELECT process_id, :one, 1, 'in_sync', '[]', accepted_at FROM process""",
    """INSERT INTO event (kind, actor, subscription_id, at) SELECT kind, 'anna', :one, accepted_at
    FROM process, (VALUES ('process.accepted'), ('lock.released')) k (kind)""",
    """INSERT INTO subscription_version
    (subscription_id, version, customer_id, status, insync, description, document, created_at)
    SELECT :one, n, '0', 'active', true, 'Lamp', '{}', now() - (:many - n) * interval '1 second'
    FROM generate_series(1, :many) n""",
)
"""A long life of one subscription."""


def test_a_timeline_costs_the_same_however_long_the_life(full: Database) -> None:
    """A page in the middle reads a few rows of each kind, and none to throw it away."""
    with full.transaction() as connection:
        one = connection.scalars(text("SELECT subscription_id FROM subscription LIMIT 1")).one()
        for statement in EVENTFUL:
            connection.execute(text(statement), {"one": one, "many": MANY})
    with full.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))

    def read(connection: Connection, part: Slice) -> Rows:
        return read_timeline(connection, one, limit=part.limit, cursor=part.cursor)

    with full.reading() as connection:
        part = Slice(limit=30, cursor=read(connection, Slice(limit=200)).next)
    ((statement, parameters),) = statements_of(full, read, part)
    with full.reading() as connection:
        explained = connection.exec_driver_sql(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters
        ).scalar_one()

    read_rows = [
        node["Actual Loops"] * (node["Actual Rows"] + node.get("Rows Removed by Filter", 0))
        for node in nodes(explained[0]["Plan"])
        if "Relation Name" in node
    ]
    assert 200 > max(read_rows), explained
