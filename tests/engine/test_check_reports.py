"""What a check reports: findings, trouble with the system, trouble with itself; it never stops a validation."""

import json
import math
from decimal import Decimal
from typing import Any

import pytest
from attempts import Attempts
from hand import Hand
from sample_product import check_speed

from perdure import Finding, InconclusiveError, RetryableError
from perdure.activities.check import overall, report_error, report_result
from perdure.domain.errors import StepResultError
from perdure.domain.plan import NodeKind
from perdure.domain.process import StepStatus


@pytest.mark.parametrize("result", [None, [], ()])
def test_nothing_found_is_in_sync(result: Any) -> None:
    """None and an empty list say the same."""
    assert {"verdict": "in_sync", "findings": [], "message": None} == report_result(result, "Compare")


def test_a_finding_is_drift() -> None:
    """Path, expected and observed are kept as JSON."""
    found = report_result(
        [Finding("owner", "alice", None), Finding("limit", 5, Decimal("1.5"), "db2")], "Compare"
    )

    assert "drifted" == found["verdict"]
    assert [
        {"path": "owner", "expected": "alice", "observed": None, "system": None, "adopt": None},
        {"path": "limit", "expected": 5, "observed": "1.5", "system": "db2", "adopt": None},
    ] == found["findings"]


@pytest.mark.parametrize("result", [True, "drift", [1], {"path": "owner"}, Finding("owner")])
def test_anything_but_findings_is_an_error(result: Any) -> None:
    """The error names the check and what it returned."""
    with pytest.raises(StepResultError, match="Check 'Compare' returned"):
        report_result(result, "Compare")


@pytest.mark.parametrize(
    ("observed", "shown"),
    [
        (math.nan, "nan"),
        (math.inf, "inf"),
        ("a\0b", "a?b"),
        ("\ud800", "?"),
        ([{"a\0": math.nan}], [{"a?": "nan"}]),
        (b"abc", "abc"),
        (TypeError, repr(TypeError)),
    ],
    ids=ascii,
)
def test_whatever_a_system_says_can_be_stored(observed: Any, shown: Any) -> None:
    """What JSON cannot hold is shown in words, because a validation never fails on what it found."""
    (finding,) = report_result([Finding("value", observed=observed)], "Compare")["findings"]

    assert shown == finding["observed"]
    json.dumps(finding, allow_nan=False).encode()


def test_a_failed_assertion_is_one_finding() -> None:
    """A plain `assert` is a check too; its message is what was observed."""
    found = report_error(AssertionError("no label"), ())

    assert "drifted" == found["verdict"]
    assert [
        {"path": "assertion", "expected": None, "observed": "no label", "system": None, "adopt": None}
    ] == found["findings"]


@pytest.mark.parametrize(
    ("error", "verdict", "message"),
    [
        (InconclusiveError("the system is down"), "inconclusive", "the system is down"),
        (ConnectionRefusedError("no route"), "inconclusive", "ConnectionRefusedError: no route"),
        (RetryableError("busy"), "inconclusive", "RetryableError: busy"),
        (KeyError("name"), "error", "KeyError: 'name'"),
    ],
)
def test_trouble_with_the_system_differs_from_trouble_with_the_check(
    error: Exception, verdict: str, message: str
) -> None:
    """A system that cannot be asked is inconclusive, a check that is broken is an error."""
    found = report_error(error, ())

    assert (verdict, message) == (found["verdict"], found["message"])


@pytest.mark.parametrize(
    ("verdicts", "strongest"),
    [
        ([], "in_sync"),
        (["in_sync", "in_sync"], "in_sync"),
        (["in_sync", "inconclusive"], "inconclusive"),
        (["drifted", "inconclusive"], "drifted"),
        (["error", "drifted", "inconclusive", "in_sync"], "error"),
    ],
)
def test_the_strongest_verdict_is_the_validations(verdicts: list[str], strongest: str) -> None:
    """Error over drifted over inconclusive over in sync."""
    assert strongest == overall([{"verdict": verdict} for verdict in verdicts])


@pytest.mark.parametrize(
    ("failure", "verdict"),
    [
        ("StepTimeoutError", "inconclusive"),
        ("WorkerLostError", "inconclusive"),
        ("UnknownStepError", "error"),
    ],
)
def test_a_check_that_is_not_brought_to_its_end_reports_so(idle: Hand, failure: str, verdict: str) -> None:
    """One that takes too long, or whose workers die, is recorded with what happened; the process goes on."""
    validating = Attempts(idle, idle.accept("validate_line", {"subscription_id": idle.line()}))
    validating.open()

    outcome = validating.park("0", kind=NodeKind.CHECK, key="sample.check_speed", failure=failure)

    assert StepStatus.COMPLETED is outcome.status
    (row,) = idle.steps(validating.process_id)
    assert ("completed", "network", verdict, "gave up") == (
        row.status,
        row.result["system"],
        row.result["verdict"],
        row.result["message"],
    )
    assert "running" == idle.process(validating.process_id).status


def test_a_check_that_was_done_after_all_keeps_its_report(idle: Hand) -> None:
    """A check whose worker died after the commit is not overwritten."""
    validating = Attempts(idle, idle.accept("validate_line", {"subscription_id": idle.line()}))
    validating.open()
    validating.step(check_speed)

    validating.park("0", kind=NodeKind.CHECK, key="sample.check_speed", failure="WorkerLostError")

    assert "in_sync" == idle.steps(validating.process_id)[0].result["verdict"]
