"""What a validation that ends means for the drift items of its subscription."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row

from ..db.drift import LONGEST_PATH, Look, Sighting, is_current, record_looks
from .check import Verdict

_CONCLUSIVE: Final = frozenset({Verdict.IN_SYNC, Verdict.DRIFTED})


def settle_drift(connection: Connection, parent: Row[Any], reports: Iterable[Row[Any]]) -> bool:
    """Open, refresh and close drift items by what the checks of a validation reported.

    Not when the subscription has changed since the validation began: its checks may have seen this or that version.
    Returns whether it has not.

    Args:
        connection: the transaction that closes the validation.
        parent: the process's row, locked.
        reports: the rows of its checks.
    """
    started_with = parent.initial_state
    subscription_id, version = UUID(started_with["subscription_id"]), int(started_with["version"])
    if not is_current(connection, subscription_id, version):
        return False
    sighting = Sighting(parent.process_id, parent.reporter, subscription_id, version)
    record_looks(connection, sighting, list(_looks(reports)))
    return True


def _looks(reports: Iterable[Row[Any]]) -> Iterator[Look]:
    for row in reports:
        if row.result["verdict"] in _CONCLUSIVE:
            findings = {}
            for finding in row.result["findings"]:
                path = str(finding["path"])[:LONGEST_PATH]
                findings[path] = {
                    "system": finding["system"] or row.result.get("system"),
                    "expected": finding["expected"],
                    "observed": finding["observed"],
                    "adopt": finding.get("adopt"),
                }
            yield Look(row.key, row.title, row.started_at or row.recorded_at, findings)
