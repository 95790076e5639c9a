"""The statuses of a process and of its steps, and the messages between interpreter and activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from .plan import Node


class ProcessStatus(StrEnum):
    """Where a process is."""

    ACCEPTED = "accepted"
    RUNNING = "running"
    SUSPENDED = "suspended"
    FAILED = "failed"
    COMPLETED = "completed"
    ABORTED = "aborted"


class StepStatus(StrEnum):
    """What became of one generation of a step."""

    COMPLETED = "completed"
    WAITING = "waiting"
    FAILED = "failed"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class StepCall:
    """Which step of which process; the input of every step's activity.

    Args:
        process_id: the process.
        position: place in the plan, such as ``3`` or ``3/0``.
        generation: 1, and one more for every retry that an operator decided.
    """

    process_id: str
    position: str
    generation: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the row of a step says; the result of every step's activity.

    Args:
        status: as on the row.
        changed: the keys of State that it changed, with their values (left out when large).
        keys: the keys that it changed, when the values are left out.
        taken: whether a condition held.
        subscriptions: ids of the subscriptions that it created or changed.
        retry: an operator decided to try a failed step again.
        aborting: somebody decided to abort the process.
    """

    status: StepStatus
    changed: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    taken: bool | None = None
    subscriptions: list[str] = field(default_factory=list)
    retry: bool = False
    aborting: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a step failed for good.

    Args:
        type: class of the error.
        message: what it says.
        attempts: how many attempts were made.
        traceback: where it came from, as text.
    """

    type: str
    message: str
    attempts: int = 1
    traceback: str | None = None


@dataclass(frozen=True, slots=True)
class Park:
    """A step to be recorded as failed."""

    call: StepCall
    failure: Failure


@dataclass(frozen=True, slots=True)
class Opened:
    """What the interpreter learns when it starts.

    Args:
        process_id: the process.
        title: the workflow's title.
        plan: what to run.
        ended: how the process ended, when there is nothing left to run.
        searchable: the search attributes exist, so they may be set.
    """

    process_id: str
    title: str
    plan: list[dict[str, Any]]
    ended: str | None = None
    searchable: bool = True

    def nodes(self) -> tuple[Node, ...]:
        """The plan's nodes."""
        return tuple(Node.from_json(document) for document in self.plan)


@dataclass(frozen=True, slots=True)
class Close:
    """How a process ends.

    Args:
        process_id: the process.
        aborted: it did not run to its end.
    """

    process_id: str
    aborted: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """How a process ended; the result of the Temporal workflow."""

    status: ProcessStatus
    verdict: str | None = None
