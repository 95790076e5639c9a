"""What a process waits for, in words."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, Field
from sqlalchemy import Row

from ..domain.process import ProcessStatus


class WaitKind(StrEnum):
    """Those whom a process may wait for."""

    WORKER = "worker"
    PERSON = "person"
    OPERATOR = "operator"


class WaitingOn(BaseModel):
    """What a process waits for."""

    kind: WaitKind = Field(description="Who or what has to move next.")
    since: datetime = Field(description="Since when.")
    words: str = Field(description="In a sentence.")


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
    match ProcessStatus(process.status):
        case _ if process.abort is not None:
            kind, words = WaitKind.WORKER, f"{_last_word(process)}; what runs is being stopped."
        case ProcessStatus.ACCEPTED:
            kind, words = WaitKind.WORKER, "Accepted; waits for a worker to take it up."
        case ProcessStatus.SUSPENDED:
            kind, words = WaitKind.PERSON, f"Waits for {process.assignee} to answer: {process.step_title}."
        case ProcessStatus.FAILED:
            kind = WaitKind.OPERATOR
            words = f"Waits for an operator to retry or abort: {process.step_title} failed. {process.failure}"
        case _ if process.step_title is not None:
            kind, words = WaitKind.WORKER, f"Under way; done so far: {process.step_title}."
        case _:
            kind, words = WaitKind.WORKER, "Under way."
    return WaitingOn(kind=kind, since=process.updated_at, words=words)


def _last_word(process: Row[Any]) -> str:
    if process.abort is not None:
        return f"{process.abort['actor']} decided to abort it"
    return "Accepted" if process.status == ProcessStatus.ACCEPTED else "Answered, or decided about"
