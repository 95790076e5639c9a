"""The engine keeps its promises while workers die, servers restart, networks fail and people press twice."""

from pathlib import Path

import pytest
from campaign import SHORT, campaign

from perdure.embedded.postgres import PostgresServer

SEED = "1"
"""Always the same, so that a failure here is the fault of the change; ``make chaos`` draws another one each time."""


def test_nothing_breaks_the_invariants(
    postgres: PostgresServer, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A short campaign with 30 kills, 5 restarts, 5 resets and 200 doubled posts at least: no violation."""
    report = campaign(SEED, SHORT, postgres, database_url, tmp_path / "workers.log")
    with capsys.disabled():
        print(f"\n{report}")  # noqa: T201 — the counts are the point

    assert [] == report.violations
    assert [] == report.surprises
    assert [] == report.shortages(SHORT)
