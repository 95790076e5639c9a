"""`perdure processes`, `subscriptions` and `products`."""

import json
import re

import pytest
from lamps import plugin
from shop import Perdure, Shop

__all__ = ["plugin"]  # the `shared` installation loads it


def test_processes_newest_first(told: Perdure, shop: Shop) -> None:
    """Title and id, status, by whom, what it waits for."""
    first = shop.order(place="outdoors")
    shop.until(first, "suspended")
    second = shop.order()
    shop.until(second, "completed")
    heading, *rows = told("processes").out.splitlines()
    assert heading.startswith("Process ")
    assert ["Create lamp", "completed"] == re.split("  +", rows[0])[:2]
    assert [second, "by anna"] == re.split("  +", rows[1].rstrip())
    assert ["Create lamp", "suspended"] == re.split("  +", rows[2])[:2]
    assert rows[2].rstrip().endswith("Waits for garden to answer: Approve the outdoor lamp.")
    assert rows[3].startswith(f"{first} ")


def test_processes_are_filtered(told: Perdure, shop: Shop) -> None:
    """By subscription, kind, status and workflow."""
    lamp = shop.lamp()
    process_id = shop.start("validate_lamp", {"subscription_id": lamp})
    shop.until(process_id, "completed")
    narrow = ["processes", "--subscription", lamp, "--kind", "validation", "--status", "completed"]
    found = json.loads(told(*narrow, "--workflow", "validate_lamp", "--json").out)
    assert [process_id] == [item["id"] for item in found["items"]]
    assert "No processes.\n" == told(*narrow, "--workflow", "create_lamp").out


def test_wrong_filters_are_told(told: Perdure) -> None:
    """The API's sentence, exit code 1."""
    result = told("processes", "--kind", "other")
    assert (1, "query.kind: Input should be 'change', 'validation' or 'task'.\n") == (result.code, result.err)


def test_subscriptions(told: Perdure, shop: Shop) -> None:
    """Description and id, status and customer, and what the last validation found."""
    lamp = shop.lamp(room="studio")
    _, *rows = told("subscriptions", "--limit", "1").out.splitlines()
    assert [
        ["Lamp in studio", "active", "yes", "not yet"],
        [lamp, "for Default customer"],
    ] == [re.split("  +", row.rstrip()) for row in rows]
    process_id = shop.start("validate_lamp", {"subscription_id": lamp})
    shop.until(process_id, "completed")
    found = told("subscriptions", "--limit=1", "--status=active", "--verdict=in_sync").out
    assert ["Lamp in studio", "active", "yes", "in_sync"] == re.split("  +", found.splitlines()[1].rstrip())
    assert "No subscriptions.\n" == told("subscriptions", "--customer", "nobody").out


def test_products_tell_where_they_come_from(perdure: Perdure) -> None:
    """The plug-ins that are loaded here, from where, with their products and workflows; no API is asked."""
    out = perdure("products").out
    assert "Plug-in database from perdure.products.database:plugin\n" in out
    assert "PostgreSQL database" in out
    assert "create_database" in out


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("no_such:plugin", "Plug-in no_such:plugin cannot be loaded: No module named 'no_such'.\n"),
        ("lamps:none", "Plug-in lamps:none cannot be loaded: module 'lamps' has no attribute 'none'.\n"),
        ("perdure.settings:Settings", "perdure.settings:Settings is not a perdure.Plugin"),
    ],
)
def test_plugin_that_cannot_be_loaded_is_told(
    perdure: Perdure, monkeypatch: pytest.MonkeyPatch, path: str, complaint: str
) -> None:
    """One message that names it, exit code 1."""
    monkeypatch.setenv("PERDURE_PLUGINS", path)
    result = perdure("products")
    assert 1 == result.code
    assert result.err.startswith(complaint)
