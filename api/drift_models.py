"""Drift items as the API shows them, and takes answers to them."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import Row

from ..activities.drift_answers import restoring_workflow
from ..domain.drift import DriftAnswer, DriftState, Resolution
from .pages import Part, Reason, Word

LONGEST_SUPPRESSION = timedelta(days=366)
"""What is to stay for longer than a year is no drift: adopt it, or change the check."""


class DriftItemDetail(BaseModel):
    """A difference that validations have found, from the first time to its end."""

    model_config = ConfigDict(from_attributes=True)

    drift_item_id: UUID = Field(description="Its id.")
    subscription_id: UUID = Field(description="The subscription that differs.")
    description: str = Field(description="That subscription, in words.")
    product_name: str = Field(description="Its product.")
    check_key: str = Field(description="The durable name of the check that found it.")
    check_title: str = Field(description="The check, for people.")
    path: str = Field(description="What differs.")
    system: str | None = Field(description="The system that says so.")
    expected: Any = Field(default=None, description="What we believe.")
    observed: Any = Field(default=None, description="What the system says.")
    state: DriftState = Field(
        description="`open`; `suppressed` until a moment; `restoring` or `adopting` while a process answers it and "
        "until a validation has looked afterwards; `closed`."
    )
    adopt: dict[str, Any] | None = Field(
        description="What adopting means: values by path in the subscription; null when the check does not say."
    )
    restore: str | None = Field(
        description="The workflow that puts it right; null when the check names none."
    )
    owner: str | None = Field(description="Who looks after it.")
    version: int = Field(description="The subscription's version when it was seen last.")
    current_version: int = Field(description="The subscription's version now.")
    first_seen: datetime = Field(description="When a check first saw it.")
    last_seen: datetime = Field(description="When a check saw it last.")
    times_seen: int = Field(description="How many validations have found it.")
    opened_by: UUID = Field(description="The validation that found it first.")
    seen_by: UUID = Field(description="The validation that found it last.")
    suppressed_until: datetime | None = Field(description="Until when it does not count.")
    answer: DriftAnswer | None = Field(description="What was decided last.")
    answered_by: str | None = Field(description="Who decided that.")
    answered_at: datetime | None = Field(description="When.")
    reason: str | None = Field(description="Why.")
    process_id: UUID | None = Field(description="The process that restores or adopts.")
    resolution: Resolution | None = Field(description="Why it is closed.")
    closed_at: datetime | None = Field(description="When it was closed.")
    closed_by: UUID | None = Field(description="The process that closed it.")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The item of a row, with what the code here says about its check."""
        return cls.model_validate({**row._asdict(), "restore": restoring_workflow(row.check_key)})


class DriftQuery(Part):
    """Which drift items to list."""

    open: bool | None = Field(
        default=None, description="Only those that are not closed, or only those that are."
    )
    state: list[DriftState] = Field(default=[], description="Only in one of these states.")
    system: Word | None = Field(default=None, description="Only what this system says.")
    owner: Word | None = Field(default=None, description="Only those that this person looks after.")
    subscription_id: UUID | None = Field(default=None, description="Only of this subscription.")


class Ownership(BaseModel):
    """Who is to look after a drift item."""

    model_config = ConfigDict(extra="forbid")

    owner: Word | None = Field(description="Who; without a name nobody does.")
    reason: Reason | None = Field(default=None, description="Why, for whoever asks later.")


class DriftDecision(BaseModel):
    """What somebody decides about a drift item."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason = Field(description="Why, for whoever asks later.")


def _within_a_year(until: datetime) -> datetime:
    now = datetime.now(UTC)
    if not now < until <= now + LONGEST_SUPPRESSION:
        raise ValueError("choose a moment that is ahead, and at most a year")
    return until


class Suppression(DriftDecision):
    """Until when a drift item is not to count; null lets it count again at once."""

    until: Annotated[AwareDatetime, AfterValidator(_within_a_year)] | None = Field(
        description="Until when, at most a year ahead."
    )
