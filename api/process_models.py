"""Processes as the API shows them."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from ..domain.definitions import Target
from ..domain.plan import NodeKind
from ..domain.process import ProcessStatus
from .waiting import WaitingOn, waiting_on


class ProcessSummary(BaseModel):
    """A process as lists show it."""

    id: UUID = Field(description="Also the Temporal workflow id.")
    workflow: str = Field(description="The key of its workflow.")
    title: str = Field(description="The workflow's title when it was accepted.")
    target: Target = Field(description="The workflow's kind.")
    status: ProcessStatus = Field(description="Where it is.")
    reporter: str = Field(description="Who started it.")
    note: str | None = Field(description="What an operator wrote down about it.")
    subscription_ids: list[UUID] = Field(description="The subscriptions it works on.")
    step: str | None = Field(description="Title of the step that was done or reached last, while it is open.")
    failure: str | None = Field(description="Why it failed, while it waits for an operator.")
    waiting_on: WaitingOn | None = Field(description="What it waits for; null when it has ended.")
    accepted_at: datetime = Field(description="When the start was accepted.")
    started_at: datetime | None = Field(description="When a worker took it up.")
    finished_at: datetime | None = Field(description="When it ended.")

    @classmethod
    def of(cls, row: Row[Any], **more: object) -> Self:
        """The summary of a row; ``more`` are the members that a detail adds."""
        return cls.model_validate(
            {
                **row._asdict(),
                "id": row.process_id,
                "step": row.step_title,
                "waiting_on": waiting_on(row),
                **more,
            }
        )


class Delta(BaseModel):
    """What a step changed in State."""

    changed: dict[str, Any] = Field(default={}, description="Keys it set, with their values.")
    removed: list[str] = Field(default=[], description="Keys it removed.")


class SubscriptionChange(BaseModel):
    """A subscription that a step created or changed."""

    subscription_id: UUID = Field(description="Which one.")
    from_version: int | None = Field(description="Its version before; null when the step created it.")
    to_version: int = Field(description="Its version after.")


class StepFailure(BaseModel):
    """Why a step failed for good."""

    class_: str = Field(alias="class", description="Class of the error.")
    message: str = Field(description="What it says.")
    traceback: str | None = Field(default=None, description="Where it came from.")


class ProcessStep(BaseModel):
    """One step of a process; a retry decided by an operator is a generation of its own."""

    position: str = Field(description="Its place in the plan, such as `3` or `3/0`.")
    generation: int = Field(description="1, and one more for every retry that an operator decided.")
    key: str = Field(description="The durable name of the author's function.")
    title: str = Field(description="For people.")
    kind: NodeKind = Field(description="What is done with it.")
    status: str = Field(
        description="`completed`, `waiting`, `failed` or `aborted`; `retrying` between two attempts, `pending` when "
        "it is still to come, `skipped` when its condition did not hold, `unreached` when the process ended before it."
    )
    assignee: str | None = Field(description="Who answers, if it asks for answers.")
    due: datetime | None = Field(default=None, description="When the answer is (or was) due.")
    flags: dict[str, datetime] = Field(
        default={}, description="What happened while it waited (`remind 1`, `due`, `escalate`), and when."
    )
    delta: Delta = Field(default=Delta(), description="What it changed in State.")
    subscriptions: list[SubscriptionChange] = Field(default=[], description="The subscriptions it changed.")
    result: Any = Field(default=None, description="What a condition or a check found.")
    attempt: int | None = Field(default=None, description="The attempt that succeeded, or the last one.")
    error: StepFailure | None = Field(
        default=None, description="Why it failed; while it is `retrying`, why the last attempt did."
    )
    next_at: datetime | None = Field(default=None, description="When the next attempt begins.")
    actor: str | None = Field(default=None, description="Who answered.")
    decision: dict[str, Any] | None = Field(
        default=None, description="What an operator decided after it failed."
    )
    started_at: datetime | None = Field(default=None, description="When its attempt began.")
    finished_at: datetime | None = Field(default=None, description="When it was done.")


class RelatedSubscription(BaseModel):
    """A subscription that a process works on."""

    subscription_id: UUID = Field(description="Which one.")
    description: str = Field(description="What it is, in words.")
    status: str = Field(description="Its status now.")


class SecretName(BaseModel):
    """A secret that a step stored. Its value is handed out once, by `reveal`."""

    name: str = Field(description="Its name.")
    revealed_at: datetime | None = Field(description="When it was handed out; null when it still can be.")
    revealed_by: str | None = Field(description="To whom.")


class WaitingForm(BaseModel):
    """The first page of the form that an input step waits with; answer it with `resume`."""

    form: dict[str, Any] = Field(description="JSON Schema of the page.")
    meta: dict[str, Any] | None = Field(description="What the schema cannot say, such as `hasNext`.")


class ProcessDetail(ProcessSummary):
    """All that is known of one process."""

    steps: list[ProcessStep] = Field(
        description="What was done, in the order of the plan, and what is still to come."
    )
    current_state: dict[str, Any] = Field(description="State as the next step will get it.")
    subscriptions: list[RelatedSubscription] = Field(description="The subscriptions it works on.")
    secrets: list[SecretName] = Field(description="Secrets that its steps stored; never their values.")
    form: WaitingForm | None = Field(description="The form that it waits with, if it waits for answers.")
    temporal_url: str | None = Field(
        description="Its run in the Temporal Web UI, if the address of that is set."
    )
