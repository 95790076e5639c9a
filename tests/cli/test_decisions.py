"""`perdure resume`, `retry`, `skip`, `abort`, `reveal`, `pause` and `unpause`."""

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


def test_retry_changes_state_first(told: Perdure, shop: Shop) -> None:
    """Keys of State get other values, which are JSON; what may not be changed is told, and nothing is tried."""
    process_id = failed(shop)
    refused = told("retry", process_id, "--edit", "reporter=7")
    assert (1, "") == (refused.code, refused.out)
    assert "reporter cannot be edited" in refused.err
    assert 0 == told("retry", process_id, "--edit", 'colour="red"', "--edit", "doors=[1, 2]").code
    shop.until(process_id, "failed")
    state = shop.client.get("processes", process_id)["current_state"]
    assert ("red", [1, 2]) == (state["colour"], state["doors"])


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        ("colour", "--edit 'colour' is not KEY=JSON.\n"),
        ("=1", "--edit '=1' is not KEY=JSON.\n"),
        ("colour=red", "--edit colour: 'red' is not JSON"),
    ],
)
def test_edit_that_is_no_key_with_json_is_refused(told: Perdure, edit: str, complaint: str) -> None:
    """Exit code 2, before the API is asked."""
    result = told("retry", "any", "--edit", edit)
    assert 2 == result.code
    assert result.err.startswith(complaint)


def test_skip_goes_on_without_the_step(told: Perdure, shop: Shop) -> None:
    """The process ends, and the step says who skipped it and why."""
    process_id = failed(shop)
    result = told("skip", process_id, "--reason", "Hung by hand", "--actor=bert", "--position=2")
    assert (0, f"Skipped. Next: perdure show {process_id}\n") == (result.code, result.out)
    shop.until(process_id, "completed")
    assert "skip decided by bert: Hung by hand" in told("show", process_id).out


def test_abort_undoes_when_it_is_told_to(told: Perdure, shop: Shop) -> None:
    """What its steps have done is taken back."""
    process_id = failed(shop)
    assert 0 == told("abort", process_id, "--undo").code
    assert "attic" == shop.until(process_id, "aborted")["current_state"]["unmounted"]


def test_paused_engine_refuses_starts_until_it_goes_on(told: Perdure, shop: Shop) -> None:
    """Both commands say how the engine stands; who starts something meanwhile hears why not."""
    paused = told("pause", "--reason", "Moving house", "--actor=bert")
    refused = told("start", "sweep_shop")
    resumed = told("unpause")
    assert (0, 0) == (paused.code, resumed.code)
    assert paused.out in {"The engine is pausing.\n", "The engine is paused.\n"}
    assert (1, "The engine was paused by bert: Moving house. Start again when it goes on.\n") == (
        refused.code,
        refused.err,
    )
    assert "The engine is running.\n" == resumed.out
    assert 0 == told("start", "sweep_shop").code


def test_abort_ends_a_process(told: Perdure, shop: Shop) -> None:
    """A waiting one and a failed one."""
    for process_id in (waiting(shop), failed(shop)):
        result = told("abort", process_id, "--reason", "Never mind")
        assert (0, f"Aborted. Next: perdure show {process_id}\n") == (result.code, result.out)
        shop.until(process_id, "aborted")


@pytest.mark.parametrize("decision", ["retry", "skip", "abort"])
def test_decision_that_comes_too_late_is_told(told: Perdure, shop: Shop, decision: str) -> None:
    """A completed process can be neither retried, skipped nor aborted."""
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
