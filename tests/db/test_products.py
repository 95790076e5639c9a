"""Product rows: a mirror that any number of processes may hold up at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from perdure.db.engine import Database
from perdure.db.products import list_products, mirror_products, product_by_id, product_by_name
from perdure.db.tables import product
from perdure.domain.catalogue import Catalogue, Plugin
from perdure.domain.errors import NotFoundError
from perdure.domain.product import Product

from .links import CATALOGUE, LINK_10G, Link, Memo


def ids(database: Database) -> dict[str, UUID]:
    """Read every product's id."""
    with database.reading() as connection:
        return {found.name: found.product_id for found in list_products(connection)}


def test_every_declared_product_has_a_row(database: Database) -> None:
    """Name, tag, description and fixed inputs are mirrored."""
    assert set(CATALOGUE.products) == set(ids(database))
    with database.reading() as connection:
        memo = product_by_name(connection, "Memo")
        fixed = connection.scalar(select(product.c.fixed_inputs).where(product.c.name == LINK_10G.name))
    assert ("Something to remember", "", "active") == (memo.description, memo.tag, memo.status)
    assert {"speed": 10_000} == fixed


def test_mirroring_again_keeps_the_ids_and_renews_the_rest(database: Database) -> None:
    """Products are matched by name: the row stays, what the code says now is in it."""
    before = ids(database)
    changed = Catalogue()
    changed.load(Plugin("tests", products=[Product("Memo", Memo, tag="new"), Product("Other", Memo)]))
    mirror_products(database, changed)
    after = ids(database)
    assert before == {name: after[name] for name in before}
    with database.reading() as connection:
        memo, other = product_by_name(connection, "Memo"), product_by_name(connection, "Other")
    assert ("new", "") == (memo.tag, memo.description)
    assert other.product_id not in before.values()


def test_mirroring_what_is_there_writes_nothing(database: Database) -> None:
    """Starting a process that knows nothing new leaves every row as it was, transaction id included."""
    rows = text("SELECT name, xmin::text FROM product ORDER BY name")
    with database.reading() as connection:
        before = connection.execute(rows).all()
    mirror_products(database, CATALOGUE)
    with database.reading() as connection:
        assert before == connection.execute(rows).all()


def test_many_processes_may_mirror_at_once(database: Database) -> None:
    """Two mirrors whose catalogues were loaded in opposite orders meet at a row and both get past it."""
    products = [Product(f"Link {n}", Link, {"speed": n}) for n in range(5)]
    there, middle, back = (catalogue_of(*chosen) for chosen in (products, products[2:3], products[::-1]))
    mirror_products(database, middle)
    with ThreadPoolExecutor(2) as pool:
        with database.transaction() as connection:
            connection.execute(select(product).where(product.c.name == "Link 2").with_for_update())
            mirrors = [pool.submit(mirror_products, database, wide) for wide in (there, back)]
            wait_for_waiting(database, 2)
        assert [None, None] == [mirror.result(timeout=30) for mirror in mirrors]
    assert {*CATALOGUE.products, *there.products} == set(ids(database))


def catalogue_of(*products: Product) -> Catalogue:
    """Make a catalogue that was loaded in this order."""
    made = Catalogue()
    made.load(Plugin("wide", products=products))
    return made


def wait_for_waiting(database: Database, wanted: int) -> None:
    """Return when so many sessions of the database wait for a lock."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with database.reading() as connection:
            if connection.scalar(waiting) == wanted:
                return
        time.sleep(0.01)
    pytest.fail(f"{wanted} sessions never waited at once")


def test_an_empty_catalogue_is_fine(database: Database) -> None:
    """A process without products mirrors nothing and fails in nothing."""
    mirror_products(database, Catalogue())
    assert set(CATALOGUE.products) == set(ids(database))


def test_a_product_is_found_by_id_and_by_name(database: Database) -> None:
    """Both ways lead to the same product; an unknown one is named."""
    with database.reading() as connection:
        memo = product_by_name(connection, "Memo")
        assert memo == product_by_id(connection, memo.product_id)
        with pytest.raises(NotFoundError, match=r"no product 'Mem'\. Known products: .*Link 100G, "):
            product_by_name(connection, "Mem")
        unknown = uuid4()
        with pytest.raises(NotFoundError, match=str(unknown)):
            product_by_id(connection, unknown)
