"""The statuses of a process and of its steps, and the messages between interpreter and activities."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from .plan import Node, NodeKind


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


class Decision(StrEnum):
    """What an operator decided about a failed step."""

    RETRY = "retry"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class StepCall:
    """Which step of which process; the input of every step's activity.

    Args:
        process_id: the process.
        position: place in the plan, see `position`.
        generation: 1, and one more for every retry that an operator decided.
    """

    process_id: str
    position: str
    generation: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the row of a step says; the result of every step's activity.

    Args:
        status: as on the row; None when there is none yet.
        changed: the keys of State that it changed, with their values (left out when large).
        keys: the keys that it changed, when the values are left out.
        result: by kind: ``taken`` (conditional), ``items`` (foreach), ``until`` (sleep), ``since`` (input, callback).
        subscriptions: ids of the subscriptions that it created or changed.
        decision: what an operator decided about a failed step.
        aborting: somebody decided to abort the process.
        moved: an operator moved the process onto another plan.
        held: nothing was begun, because the engine is paused.
        unknown: nothing was begun, because this worker does not know the step.
    """

    status: StepStatus | None
    changed: dict[str, Any] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)
    subscriptions: list[str] = field(default_factory=list)
    decision: Decision | None = None
    aborting: bool = False
    moved: bool = False
    held: bool = False
    unknown: bool = False

    @property
    def settled(self) -> bool:
        """Whether the process can go on from here."""
        return self.status is StepStatus.COMPLETED or self.decision is not None

    def when(self, name: str) -> datetime:
        """A time in the result."""
        return datetime.fromisoformat(self.result[name])


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

    def to_json(self) -> dict[str, Any]:
        """As it stands on the step's row."""
        return {"class": self.type, "message": self.message, "traceback": self.traceback}


@dataclass(frozen=True, slots=True)
class Park:
    """A step to be recorded as failed.

    Args:
        call: which one.
        kind: of its node.
        key: of its node.
        title: of its node.
        failure: why.
    """

    call: StepCall
    kind: NodeKind
    key: str
    title: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class Remind:
    """A waiting step of which somebody is to be reminded.

    Args:
        call: the step.
        occasion: ``remind 1``, ``due`` or ``escalate``; each happens once.
        assignee: who is to answer from now on (escalation).
    """

    call: StepCall
    occasion: str
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class UndoStep:
    """A step to be taken back.

    Args:
        position: of the step.
        key: of the step that takes it back.
        title: of the step that takes it back.
    """

    position: str
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What the interpreter learns when it starts.

    Args:
        process_id: the process.
        title: the workflow's title.
        plan: what to run.
        done: what has been done already, by position: the result of its row; filled when a run continues another.
        ended: how the process ended, when there is nothing left to run.
        searchable: the search attributes exist, so they may be set.
        deploy_grace: so many seconds a step that no worker knows is waited for.
    """

    process_id: str
    title: str
    plan: list[dict[str, Any]]
    done: dict[str, dict[str, Any]] = field(default_factory=dict)
    ended: str | None = None
    searchable: bool = True
    deploy_grace: float = 600.0

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
    """How a process ended; the result of the Temporal workflow.

    Args:
        status: what it ended as.
        verdict: what a validation found.
        undo_first: it has not ended: somebody decided at the last moment to abort it, and to take back what was done.
    """

    status: ProcessStatus
    verdict: str | None = None
    undo_first: bool = False
