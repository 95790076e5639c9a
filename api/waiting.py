"""What a process waits for, in words."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Row

from ..domain.plan import NodeKind
from ..domain.process import ProcessStatus, StepStatus


class WaitKind(StrEnum):
    """Those whom a process may wait for."""

    WORKER = "worker"
    RETRY = "retry"
    PERSON = "person"
    CALLBACK = "callback"
    TIMER = "timer"
    OPERATOR = "operator"


class OpenStep(BaseModel):
    """The step that a process waits for, as queries find it.

    Args:
        status: ``waiting``, ``failed`` or ``retrying``.
        kind: of its node.
        position: where it is.
        title: for people.
        since: when it began to wait, or failed last.
        assignee: who is to answer.
        due: when it is overdue.
        until: when it goes on or expires by itself.
        error: what went wrong.
        attempt: the last one.
        others: how many more steps wait side by side with it.
    """

    status: str
    kind: NodeKind
    position: str
    title: str | None
    since: datetime
    assignee: str | None = None
    due: datetime | None = None
    until: datetime | None = None
    error: str | None = None
    attempt: int | None = None
    others: int = 0


class WaitingOn(BaseModel):
    """What a process waits for."""

    kind: WaitKind = Field(description="Who or what has to move next.")
    since: datetime = Field(description="Since when.")
    words: str = Field(description="In a sentence.")
    position: str | None = Field(default=None, description="The step that waits; of several the most urgent.")
    others: int = Field(default=0, description="How many more steps wait side by side with it.")
    assignee: str | None = Field(default=None, description="Who is to answer.")
    due: datetime | None = Field(default=None, description="When the answer is due.")
    overdue: bool = Field(default=False, description="Whether that is past.")
    until: datetime | None = Field(
        default=None, description="When it goes on by itself, is tried again, or gives up waiting for a call."
    )
    attempt: int | None = Field(default=None, description="The attempt that failed last.")
    error: str | None = Field(default=None, description="What went wrong.")


def waiting_on(process: Row[Any]) -> WaitingOn | None:
    """What a process waits for, from its row; None when it has ended."""
    if process.finished_at is not None:
        return None
    # Committed, and Temporal not told yet: it is away, or this very moment is between the two.
    if process.unsignalled_since is not None:
        return WaitingOn(
            kind=WaitKind.WORKER,
            since=process.unsignalled_since,
            words=f"{_last_word(process)}; Temporal has not been told yet.",
        )
    if process.held:
        words = "Held back: the engine is paused."
        return WaitingOn(kind=WaitKind.OPERATOR, since=process.updated_at, words=words)
    if process.open_step is not None:
        return _waiting_on_step(OpenStep.model_validate(process.open_step))
    if process.abort is not None:
        words = f"{_last_word(process)}; what runs is being stopped."
    elif process.status == ProcessStatus.ACCEPTED:
        words = "Accepted; waits for a worker to take it up."
    elif process.step_title is not None:
        words = f"Under way; done so far: {process.step_title}."
    else:
        words = "Under way."
    return WaitingOn(kind=WaitKind.WORKER, since=process.updated_at, words=words)


def is_overdue(due: datetime | None) -> bool:
    """Whether an answer should have come by now."""
    return due is not None and due <= datetime.now(UTC)


def _waiting_on_step(step: OpenStep) -> WaitingOn:
    kind, words = _said(step)
    more = f" {step.others} more {'waits' if step.others == 1 else 'wait'} beside it." if step.others else ""
    return WaitingOn(
        kind=kind, words=words + more, overdue=is_overdue(step.due), **step.model_dump(include=_SHARED)
    )


_SHARED = {"since", "position", "others", "assignee", "due", "until", "attempt", "error"}


def _said(step: OpenStep) -> tuple[WaitKind, str]:
    title = step.title or "A step"
    match step.status, step.kind:
        case StepStatus.FAILED, _:
            error = step.error or "It did not say why."
            return (
                WaitKind.OPERATOR,
                f"Waits for an operator to retry, skip or abort: {title} failed. {error}",
            )
        case StepStatus.WAITING, NodeKind.SLEEP:
            return WaitKind.TIMER, f"Sleeps until {_moment(step.until)}: {title}."
        case StepStatus.WAITING, NodeKind.CALLBACK:
            limit = f", until {_moment(step.until)} at the latest" if step.until else ""
            return WaitKind.CALLBACK, f"Waits for another system to call back{limit}: {title}."
        case StepStatus.WAITING, _:
            late = "overdue since" if is_overdue(step.due) else "due"
            limit = f" ({late} {_moment(step.due)})" if step.due else ""
            return WaitKind.PERSON, f"Waits for {step.assignee} to answer{limit}: {title}."
    again = f"; tried again at {_moment(step.until)}" if step.until else ""
    return WaitKind.RETRY, f"Attempt {step.attempt} of {title} failed{again}. {step.error}"


def _moment(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else "an unknown time"


def _last_word(process: Row[Any]) -> str:
    if process.abort is not None:
        return f"{process.abort['actor']} decided to abort it"
    return "Accepted" if process.status == ProcessStatus.ACCEPTED else "Answered, or decided about"
