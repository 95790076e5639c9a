"""Drift items as validations open, see and close them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Text, and_, bindparam, case, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from ..domain.drift import DriftAnswer, Resolution
from ..domain.process import ProcessStatus
from .events import record_event
from .tables import drift_item, process, subscription

LONGEST_PATH = 500
"""Characters: a row of an index holds 2,704 bytes, and a character takes up to four."""

_FOUND = ("system", "expected", "observed", "adopt")


@dataclass(frozen=True, slots=True)
class Look:
    """What a check that could tell has found.

    Args:
        key: the check's durable name.
        title: for people.
        at: when it began to look.
        findings: by path: ``system``, ``expected``, ``observed`` and ``adopt`` of each.
    """

    key: str
    title: str
    at: datetime
    findings: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A validation that has come to its end.

    Args:
        process_id: the process that validated.
        actor: who started it.
        subscription_id: what it looked at.
        version: in this version.
    """

    process_id: UUID
    actor: str
    subscription_id: UUID
    version: int


def is_current(connection: Connection, subscription_id: UUID, version: int) -> bool:
    """Whether this still is the version of a subscription; nobody changes it until the transaction ends."""
    found = connection.scalar(
        select(subscription.c.version)
        .where(subscription.c.subscription_id == subscription_id)
        .with_for_update()
    )
    return found == version


def record_looks(connection: Connection, sighting: Sighting, looks: Sequence[Look]) -> None:
    """Open, refresh and close the drift items of the checks that could tell; those of others are left alone."""
    watched = set(
        connection.scalars(
            select(drift_item.c.check_key).where(
                drift_item.c.subscription_id == sighting.subscription_id, drift_item.c.closed_at.is_(None)
            )
        )
    )
    for look in looks:
        if look.findings:
            _open_or_refresh(connection, sighting, look)
        if look.key in watched:
            _close_gone(connection, sighting, look)


def close_adopted(connection: Connection, process_id: UUID) -> None:
    """Close what a process has adopted."""
    _close(
        connection,
        and_(drift_item.c.process_id == process_id, drift_item.c.answer == DriftAnswer.ADOPT.value),
        literal(Resolution.ADOPTED.value, Text),
        process_id=process_id,
    )


def close_terminated(connection: Connection, subscription_id: UUID, process_id: UUID | None) -> None:
    """Close what was open of a subscription that ends."""
    _close(
        connection,
        drift_item.c.subscription_id == subscription_id,
        literal(Resolution.TERMINATED.value, Text),
        process_id=process_id,
    )


def _open_or_refresh(connection: Connection, sighting: Sighting, look: Look) -> None:
    added = insert(drift_item).values(
        path=bindparam("path"),
        **{name: bindparam(name, type_=drift_item.c[name].type) for name in _FOUND},
        subscription_id=sighting.subscription_id,
        check_key=look.key,
        check_title=look.title,
        version=sighting.version,
        first_seen=look.at,
        last_seen=look.at,
        opened_by=sighting.process_id,
        seen_by=sighting.process_id,
    )
    refreshed = ("check_title", *_FOUND, "version", "seen_by")
    written = added.on_conflict_do_update(
        index_elements=["subscription_id", "check_key", "path"],
        index_where=drift_item.c.closed_at.is_(None),
        set_={
            **{name: added.excluded[name] for name in refreshed},
            "last_seen": func.greatest(drift_item.c.last_seen, added.excluded.last_seen),
            "times_seen": drift_item.c.times_seen + 1,
        },
    ).returning(drift_item.c.drift_item_id, drift_item.c.path, drift_item.c.times_seen)
    found = [{"path": path, **finding} for path, finding in look.findings.items()]
    for row in connection.execute(written, found):
        if row.times_seen == 1:
            record_event(
                connection,
                "drift.opened",
                sighting.actor,
                process_id=sighting.process_id,
                subscription_id=sighting.subscription_id,
                data={"drift_item_id": str(row.drift_item_id), "path": row.path, "check": look.title},
            )


def _close_gone(connection: Connection, sighting: Sighting, look: Look) -> None:
    answering = (
        select(process.c.status).where(process.c.process_id == drift_item.c.process_id).scalar_subquery()
    )
    answered = func.coalesce(answering, ProcessStatus.ABORTED.value) != ProcessStatus.ABORTED.value
    _close(
        connection,
        and_(
            drift_item.c.subscription_id == sighting.subscription_id,
            drift_item.c.check_key == look.key,
            # What it found has just been refreshed. And of two validations side by side, what the later one has seen is
            # not gone because the earlier one has not.
            drift_item.c.last_seen < look.at,
        ),
        case(
            (and_(answered, drift_item.c.answer == DriftAnswer.RESTORE.value), Resolution.RESTORED.value),
            (and_(answered, drift_item.c.answer == DriftAnswer.ADOPT.value), Resolution.ADOPTED.value),
            else_=Resolution.GONE.value,
        ),
        process_id=sighting.process_id,
    )


def _close(connection: Connection, which: Any, resolution: Any, *, process_id: UUID | None) -> None:
    closed = connection.execute(
        update(drift_item)
        .where(which, drift_item.c.closed_at.is_(None))
        .values(resolution=resolution, closed_at=func.clock_timestamp(), closed_by=process_id)
        .returning(
            drift_item.c.drift_item_id,
            drift_item.c.subscription_id,
            drift_item.c.path,
            drift_item.c.resolution,
        )
    ).all()
    if not closed:
        return
    reporter = connection.scalar(select(process.c.reporter).where(process.c.process_id == process_id))
    for row in closed:
        record_event(
            connection,
            "drift.closed",
            reporter or "perdure",
            process_id=process_id,
            subscription_id=row.subscription_id,
            data={"drift_item_id": str(row.drift_item_id), "path": row.path, "resolution": row.resolution},
        )
