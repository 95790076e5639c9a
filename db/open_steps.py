"""What open processes wait for: the step that waits or has failed, or the one that is tried again."""

from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, or_, select

from ..domain.plan import NodeKind
from ..domain.position import UNDO_PREFIX
from ..domain.process import StepStatus
from .tables import process, process_attempt, process_step

RETRYING = "retrying"
"""The status of a step whose last attempt failed and whose next one is to come; it has no row yet."""

_FAILED = StepStatus.FAILED.value


def with_open_step(query: Select[Any]) -> Select[Any]:
    """Add to a query of processes, as JSON, the column ``open_step``: the step that they wait for, or null.

    What has failed comes before what waits, what is due first before the rest, the older before the younger; ``others``
    is how many more there are. A step that is being retried shows where nothing waits and nothing has failed.
    """
    found = func.coalesce(_parked().scalar_subquery(), _retried().scalar_subquery())
    return query.add_columns(found.label("open_step"))


def is_unsettled() -> ColumnElement[bool]:
    """Of `process_attempt`: the step has no row yet, so it will be tried again."""
    return ~(
        select(process_step.c.position)
        .where(
            process_step.c.process_id == process_attempt.c.process_id,
            process_step.c.position == process_attempt.c.position,
            process_step.c.generation == process_attempt.c.generation,
        )
        .exists()
    )


def _parked() -> Select[Any]:
    step = process_step.c
    found = _json(
        status=step.status,
        kind=step.kind,
        position=step.position,
        title=step.title,
        assignee=step.assignee,
        since=func.coalesce(step.finished_at, step.recorded_at),
        due=step.result["due"],
        until=step.result["until"],
        error=step.error["message"],
        others=func.count().over() - 1,
    )
    return (
        select(found)
        .where(
            step.process_id == process.c.process_id,
            process.c.finished_at.is_(None),
            step.status.in_([StepStatus.WAITING.value, _FAILED]),
            step.decision.is_(None),
            _goes_on(process_step),
        )
        .order_by((step.status == _FAILED).desc(), step.result["due"].astext.nulls_last(), step.sequence)
        .limit(1)
        .correlate(process)
    )


def _retried() -> Select[Any]:
    attempt = process_attempt.c
    found = _json(
        status=RETRYING,
        kind=NodeKind.STEP.value,
        position=attempt.position,
        title=attempt.title,
        since=attempt.failed_at,
        until=attempt.next_at,
        error=attempt.error["message"],
        attempt=attempt.attempt,
        others=func.count().over() - 1,
    )
    return (
        select(found)
        .where(
            attempt.process_id == process.c.process_id,
            process.c.finished_at.is_(None),
            is_unsettled(),
            _goes_on(process_attempt),
        )
        .order_by(attempt.failed_at)
        .limit(1)
        .correlate(process)
    )


def _json(**members: Any) -> ColumnElement[Any]:
    return func.jsonb_build_object(*chain.from_iterable(members.items()))


def _goes_on(steps: Table) -> ColumnElement[bool]:
    """Of an aborted process only what takes back waits for anybody."""
    return or_(process.c.abort.is_(None), steps.c.position.startswith(UNDO_PREFIX))
