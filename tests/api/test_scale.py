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

MANY = 20_000

Read = Callable[[Connection, Slice], Rows]


@pytest.fixture
def full(database: Database) -> Database:
    """A database with many processes and subscriptions."""
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO customer (customer_id, name) VALUES ('default', 'Default')"))
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
                "INSERT INTO subscription (subscription_id, product_id, customer_id, status, insync, description,"
                " version, document, created_at) SELECT gen_random_uuid(), product_id, 'default', 'active', true,"
                " 'Lamp', 1, '{}', now() - n * interval '1 second' FROM product, generate_series(1, :many) n"
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


READS: dict[str, Read] = {
    "processes": lambda connection, part: list_processes(connection, ProcessFilter(), part),
    "changes": lambda connection, part: list_processes(connection, ProcessFilter(kind="change"), part),
    "subscriptions": lambda connection, part: list_subscriptions(connection, SubscriptionFilter(), part),
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
        sorted_by = [key for node in found for key in node.get("Sort Key", [])]
        assert set() == scanned & {"process", "subscription"}, name
        assert [] == [key for key in sorted_by if key.startswith(("process.", "subscription."))], name
