"""`perdure resume`, `retry`, `abort` and `reveal`."""

import re

import lamps
import pytest
from lamps import plugin
from shop import Perdure, Shop

__all__ = ["plugin"]  # the `shared` installation loads it


def waiting(shop: Shop) -> str:
    process_id = shop.order(place="outdoors", room="porch")
    shop.until(process_id, "suspended")
    return process_id


def failed(shop: Shop) -> str:
    process_id = shop.order(room="attic")
    shop.until(process_id, "failed")
    return process_id


@pytest.mark.parametrize(
    "answers", ["{approved: true, remark: Fine.}", '[{"approved": true}, {"remark": "Fine."}]']
)
def test_resume_answers_the_waiting_form(told: Perdure, shop: Shop, answers: str) -> None:
    """With answers page by page or all together; the process goes on and knows who it was."""
    process_id = waiting(shop)
    result = told("resume", process_id, "--answers=-", "--actor=bert", stdin=answers)
    assert (0, f"Answered. Next: perdure show {process_id}\n") == (result.code, result.out)
    steps = shop.until(process_id, "completed")["steps"]
    assert ["bert"] == [step["actor"] for step in steps if step["kind"] == "input"]


def test_resume_without_answers_says_what_is_asked(told: Perdure, shop: Shop) -> None:
    """The page's questions, and exit code 3."""
    result = told("resume", waiting(shop))
    assert (3, "") == (result.code, result.out)
    assert "Page 1 of the form needs answers:\n  approved  true or false\n" == result.err


def test_resume_tells_what_is_wrong(told: Perdure, shop: Shop) -> None:
    """Field by field, as at a start."""
    result = told("resume", waiting(shop), "--answers=-", stdin="{approved: perhaps, remark: ''}")
    assert 3 == result.code
    head, approved = result.err.splitlines()
    assert "Page 1 of the form does not take these answers:" == head
    assert re.fullmatch(r"  approved: .+ \(found perhaps\)", approved)


def test_second_answer_hears_who_was_first(told: Perdure, shop: Shop) -> None:
    """Exit code 1 and the API's sentence."""
    process_id = waiting(shop)
    answers = "{approved: true, remark: Fine.}"
    told("resume", process_id, "--answers=-", "--actor=bert", stdin=answers)
    result = told("resume", process_id, "--answers=-", stdin=answers)
    assert 1 == result.code
    assert "'Approve the outdoor lamp' was already answered by bert at " in result.err


def test_retry_tries_again(told: Perdure, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once the cause is gone, a failed step goes through; the reason is kept."""
    process_id = failed(shop)
    monkeypatch.setattr(lamps, "ladder", True)
    result = told("retry", process_id, "--reason", "Bought a ladder")
    assert (0, f"Tried again. Next: perdure show {process_id}\n") == (result.code, result.out)
    shop.until(process_id, "completed")
    assert "retry decided by local: Bought a ladder" in told("show", process_id).out


def test_abort_ends_a_process(told: Perdure, shop: Shop) -> None:
    """A waiting one and a failed one."""
    for process_id in (waiting(shop), failed(shop)):
        result = told("abort", process_id, "--reason", "Never mind")
        assert (0, f"Aborted. Next: perdure show {process_id}\n") == (result.code, result.out)
        shop.until(process_id, "aborted")


@pytest.mark.parametrize("decision", ["retry", "abort"])
def test_decision_that_comes_too_late_is_told(told: Perdure, shop: Shop, decision: str) -> None:
    """A completed process can neither be retried nor aborted."""
    process_id = shop.order()
    shop.until(process_id, "completed")
    result = told(decision, process_id)
    assert 1 == result.code
    assert result.err.startswith(f"Process {process_id} is completed; ")


def test_secret_is_handed_out_once(told: Perdure, shop: Shop) -> None:
    """The value and nothing else; then never again."""
    process_id = shop.order()
    shop.until(process_id, "completed")
    assert "2718281828\n" == told("reveal", process_id, "pin").out
    result = told("reveal", process_id, "pin")
    assert (1, "") == (result.code, result.out)
    assert "was handed out to local" in result.err
    assert "secret        pin: handed out to local" in told("show", process_id).out
