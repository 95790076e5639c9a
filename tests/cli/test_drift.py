"""`perdure drift`."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from lamps import plugin
from shop import Perdure, Shop

__all__ = ["plugin"]  # the `shared` installation loads it


@pytest.fixture(scope="module")
def lamp(shop: Shop) -> str:
    """A lamp that shines otherwise than was ordered."""
    return drifting(shop)


def drifting(shop: Shop) -> str:
    found = shop.until(shop.order(room="studio", watts=60), "completed")["subscription_ids"][0]
    shop.until(shop.start("validate_lamp", {"subscription_id": found}), "completed")
    return str(found)


@pytest.fixture
def item(told: Perdure, lamp: str) -> str:
    """Its drift item."""
    return item_of(told, lamp)


def item_of(told: Perdure, lamp: str) -> str:
    (found,) = json.loads(told("drift", "--subscription", lamp, "--json").out)["items"]
    return str(found["drift_item_id"])


def test_drift_is_listed(told: Perdure, lamp: str, item: str) -> None:
    """What differs and where, expected and observed, state and owner; what is closed only when asked for."""
    heading, *rows = told("drift", "--subscription", lamp).out.splitlines()

    assert heading.startswith("Item ")
    assert ["lamp.watts of Lamp in studio", "60", "40", "open"] == re.split("  +", rows[0])[:4]
    assert [item, "nobody"] == re.split("  +", rows[1])[:2]
    assert "No drift.\n" == told("drift", "--subscription", lamp, "--state", "closed").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--restore", "--reason", "x"], 1, "names no workflow that puts right what it finds"),
        (["--adopt"], 2, "Say why, with --reason TEXT."),
        (["--adopt", "--restore", "--reason", "x"], 2, "Give one answer"),
        ([], 2, "Give one answer"),
        (["--suppress-until", "soon", "--reason", "x"], 2, "'soon' is no moment"),
    ],
)
def test_an_answer_that_cannot_be_is_told(
    told: Perdure, item: str, arguments: list[str], code: int, said: str
) -> None:
    """The API's sentence, or what to type."""
    result = told("drift", item, *arguments)

    assert code == result.code
    assert said in result.err


def test_an_item_is_owned_suppressed_and_adopted(told: Perdure, shop: Shop) -> None:
    """One answer at a time; a process that answers is named."""
    lamp = drifting(shop)
    item = item_of(told, lamp)
    assert "dora looks after it.\n" == told("drift", item, "--owner", "dora").out
    soon = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    suppressed = told("drift", item, "--suppress-until", soon, "--reason", "works")
    assert f"Suppressed until {soon}.\n" == suppressed.out
    rows = told("drift", "--owner", "dora", "--state", "suppressed", "--subscription", lamp).out
    assert "suppressed" in rows

    adopted = told("drift", item, "--adopt", "--reason", "agreed", "--actor", "dora").out
    process_id = adopted.split()[2]
    assert f"Next: perdure show {process_id}\n" == adopted[-len(process_id) - 20 :]
    shop.until(process_id, "completed")
    assert "adopted" in told("drift", "--subscription", lamp, "--state", "closed").out
