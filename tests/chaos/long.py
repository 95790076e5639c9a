"""The long campaign: ``make chaos``; with ``SEED=…`` the population and the decisions of an earlier one."""

# ruff: noqa: T201 — what it prints is what it is for

import secrets
import sys
from pathlib import Path

from campaign import LONG, SHORT, campaign

from perdure.db.migrate import upgrade
from perdure.testing.servers import postgres_server

SIZES = {"short": SHORT, "long": LONG}
LOG = Path(".perdure") / "chaos.log"


def main(seed: str, size: str) -> int:
    """Run it; returns the exit code."""
    print(f"chaos, seed {seed}; the workers write to {LOG}", flush=True)
    LOG.parent.mkdir(exist_ok=True)
    with postgres_server() as postgres:
        url = postgres.create_database("perdure")
        upgrade(url)
        report = campaign(seed, SIZES[size], postgres, url, LOG)
    print(report)
    found = [*report.violations, *report.surprises, *report.shortages(SIZES[size])]
    for sentence in found:
        print(f"  {sentence}")
    if found:
        print(f"make chaos SEED={seed} SIZE={size} repeats the flows and what the nemesis decides.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] or secrets.token_hex(4), sys.argv[2]))
