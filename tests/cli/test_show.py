"""`perdure show`."""

import json

from lamps import plugin
from shop import Perdure, Shop

__all__ = ["plugin"]  # the `shared` installation loads it


def lines(out: str) -> list[str]:
    return [" ".join(line.split()) for line in out.splitlines()]


def test_waiting_process(told: Perdure, shop: Shop) -> None:
    """For whom it waits, which steps are done and which are to come, the questions, the next command."""
    process_id = shop.order(place="outdoors", room="porch")
    shop.until(process_id, "suspended")
    shown = lines(told("show", process_id).out)
    assert "Create lamp suspended" == shown[0]
    assert f"process {process_id}" in shown
    assert any(
        line.startswith("waits Waits for garden to answer: Approve the outdoor lamp. (") for line in shown
    )
    assert "1/0 Approve the outdoor lamp waiting waits for garden" in shown
    assert "2 Mount the lamp pending" in shown
    assert ["It asks:", "approved true or false"] == shown[-4:-2]
    assert f"Next: perdure resume {process_id} --answers FILE" == shown[-1]


def test_completed_process(told: Perdure, shop: Shop) -> None:
    """What each step did, how long it took, and the secret that can still be fetched."""
    process_id = shop.order(room="cellar")
    found = shop.until(process_id, "completed")
    shown = lines(told("show", process_id).out)
    subscription = found["subscription_ids"][0]
    assert "Create lamp completed" == shown[0]
    assert f"subscription {subscription} Lamp in cellar (active)" in shown
    assert "secret pin: can be handed out once" in shown
    first = next(line for line in shown if line.startswith("0 Order the lamp completed "))
    assert first.endswith("ms subscription created")
    last = next(line for line in shown if line.startswith("3 "))
    assert last.endswith(" subscription changed, version 1 → 2")
    assert any(
        line.startswith("2 Mount the lamp completed ") and line.endswith(" mounted = true") for line in shown
    )
    assert "1/0 Approve the outdoor lamp skipped" in shown
    assert f"Next: perdure reveal {process_id} pin" == shown[-1]


def test_failed_process(told: Perdure, shop: Shop) -> None:
    """Why it failed, and what an operator can do."""
    process_id = shop.order(room="attic")
    shop.until(process_id, "failed")
    shown = lines(told("show", process_id).out)
    assert "Create lamp failed" == shown[0]
    assert any(
        line.startswith("2 Mount the lamp failed ") and line.endswith("ValueError: There is no ladder")
        for line in shown
    )
    assert [f"Next: perdure {decision} {process_id}" for decision in ("retry", "skip", "abort")] == shown[-3:]


def test_validation(told: Perdure, shop: Shop) -> None:
    """Its check says what it found."""
    process_id = shop.start("validate_lamp", {"subscription_id": shop.lamp()})
    shop.until(process_id, "completed")
    shown = lines(told("show", process_id).out)
    assert any(line.startswith("0 The bulb completed ") and line.endswith(" in_sync") for line in shown)


def test_json_is_the_answer_of_the_api(told: Perdure, shop: Shop) -> None:
    """For programs: nothing added, nothing left out."""
    process_id = shop.order(room="cellar")
    found = shop.until(process_id, "completed")
    assert found == json.loads(told("show", process_id, "--json").out)


def test_unknown_process(told: Perdure) -> None:
    """A sentence and exit code 1, for an id that nobody has and for one that cannot be one."""
    unknown = "00000000-0000-0000-0000-000000000000"
    assert (1, f"There is no process {unknown}.\n") == (
        (result := told("show", unknown)).code,
        result.err,
    )
    result = told("show", "../customers")
    assert (1, "") == (result.code, result.out)
    assert "Traceback" not in result.err


def test_follow_shows_a_process_until_it_ends_or_waits_for_somebody(told: Perdure, shop: Shop) -> None:
    """It returns by itself, with what there is to see at the end; --json gives the last answer alone."""
    assert "Create lamp completed" == lines(told("show", shop.order(), "--follow").out)[0]
    assert "Create lamp suspended" == lines(told("show", shop.order(place="outdoors"), "-f").out)[0]
    failing = shop.order(room="attic")
    assert "failed" == json.loads(told("show", failing, "--follow", "--json").out)["status"]
