"""The timeline of a subscription: all that happened to it, in one list; and the notes that people add to it."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from ..db.subscription_notes import add_note
from ..db.timeline import Happening, read_timeline
from ..db.version_changes import version_changes
from ..domain.difference import ABSENT, Difference
from .actor import Actor
from .connections import Connected
from .pages import Page, Portion
from .problems import documented

router = APIRouter(prefix="/subscriptions/{subscription_id}", tags=["subscriptions"])


class TimelineQuery(Portion):
    """Which part of a timeline is asked for."""

    kind: list[Happening] = Field(default=[], description="Only of these kinds.")


class FieldChange(BaseModel):
    """A field that a version changed."""

    path: str = Field(description="Which field, such as `core_link.ports.0.name`.")
    change: Literal["added", "changed", "removed"] = Field(description="What was done with it.")
    before: Any = Field(default=None, description="What it was; null when it was added.")
    after: Any = Field(default=None, description="What it is; null when it was removed.")

    @classmethod
    def of(cls, found: Difference) -> Self:
        """The change of a difference."""
        facts: dict[str, Any] = {"path": found.path, "change": "changed"}
        if found.before is ABSENT:
            return cls(**facts | {"change": "added", "after": found.after})
        if found.after is ABSENT:
            return cls(**facts | {"change": "removed", "before": found.before})
        return cls(**facts, before=found.before, after=found.after)

    @property
    def difference(self) -> Difference:
        """The difference of a change."""
        return Difference(
            self.path,
            ABSENT if self.change == "added" else self.before,
            ABSENT if self.change == "removed" else self.after,
        )


class TimelineEntry(BaseModel):
    """Something that happened to a subscription; what does not go with its kind is null."""

    kind: Happening = Field(
        description="A `version` was made, a process `started` or `ended`, a `validation` came to its verdict, "
        "somebody wrote a `note`; or an `event`, such as that it was set in sync."
    )
    at: datetime = Field(description="When.")
    actor: str | None = Field(description="Who: started it, ended it before its end, wrote it, did it.")
    reason: str | None = Field(description="Why, in the words of whoever decided it.")
    process_id: UUID | None = Field(description="The process; of a version the one that made it.")
    title: str | None = Field(description="That process's title; of an event about drift, what differs.")
    status: str | None = Field(
        description="Of a version the subscription's status, of a process its own, of a validation the verdict."
    )
    version: int | None = Field(description="The version that was made, or validated.")
    changes: list[FieldChange] = Field(
        description="The fields that this version changed; none of the first, in which all of them are new."
    )
    event: str | None = Field(description="What kind of event, such as `subscription.set_in_sync`.")
    note: str | None = Field(description="What the note says.")

    @classmethod
    def of(cls, row: Row[Any], changes: list[Difference]) -> Self:
        """The entry of a row."""
        return cls.model_validate(
            {**row._asdict(), "changes": [FieldChange.of(change) for change in changes]}
        )


class NewNote(BaseModel):
    """What somebody writes down about a subscription."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(min_length=1, max_length=5000, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")] = (
        Field(description="The text; not blank.")
    )


@router.get("/timeline", responses=documented(400, 404, 422, 503))
def get_timeline(
    subscription_id: UUID, query: Annotated[TimelineQuery, Query()], connections: Connected
) -> Page[TimelineEntry]:
    """All that happened to a subscription, newest first: versions, processes, validations, events and notes."""
    with connections.database.reading() as connection:
        rows = read_timeline(
            connection, subscription_id, kinds=query.kind, limit=query.limit, cursor=query.cursor
        )
        made = [row.version for row in rows.items if row.kind == Happening.VERSION]
        changes = version_changes(connection, subscription_id, made)
    items = [
        TimelineEntry.of(row, changes.get(row.version, []) if row.kind == Happening.VERSION else [])
        for row in rows.items
    ]
    return Page(items=items, next=rows.next)


@router.post("/notes", status_code=204, responses=documented(400, 404, 413, 415, 422, 503))
def write_note(subscription_id: UUID, body: NewNote, connections: Connected, actor: Actor) -> None:
    """Write something down about a subscription, for people; it stays in its timeline."""
    add_note(connections.database, subscription_id, body.note, actor=actor)
