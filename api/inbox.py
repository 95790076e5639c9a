"""The inbox: what waits for a person or a group."""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy import Row

from ..db.inbox import read_inbox
from .actor import Actor, Groups
from .connections import Connected
from .pages import Page, Part, Word, page
from .problems import documented
from .waiting import is_overdue

router = APIRouter(tags=["inbox"])


class InboxQuery(Part):
    """Whose inbox, and which part of it."""

    assignee: list[Word] = Field(
        default=[], description="What waits for these people or groups; for me and my groups when left out."
    )
    order: Literal["newest", "oldest"] = Field(default="oldest", description="What comes first.")


class InboxItem(BaseModel):
    """A step that waits for an answer; give it with `PUT /processes/{process_id}/resume?position=`."""

    process_id: UUID = Field(description="The process that waits.")
    position: str = Field(description="The step's place in the plan.")
    title: str = Field(description="What is asked for.")
    process_title: str = Field(description="The title of the process's workflow.")
    workflow: str = Field(description="The key of that workflow.")
    reporter: str = Field(description="Who started the process.")
    note: str | None = Field(description="What an operator wrote down about the process.")
    assignee: str = Field(description="Who is to answer.")
    since: datetime = Field(description="Since when it waits.")
    age: float = Field(description="For how many seconds.")
    due: datetime | None = Field(description="When the answer is due.")
    overdue: bool = Field(description="Whether that is past.")
    reminders: dict[str, datetime] = Field(
        description="What happened meanwhile (`remind 1`, `due`, `escalate`), and when."
    )

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The item of a row."""
        waited = row.result or {}
        due = datetime.fromisoformat(waited["due"]) if "due" in waited else None
        return cls.model_validate(
            row._asdict()
            | {
                "since": row.recorded_at,
                "age": max((datetime.now(UTC) - row.recorded_at).total_seconds(), 0),
                "due": due,
                "overdue": is_overdue(due),
                "reminders": waited.get("flags", {}),
            }
        )


@router.get("/inbox", responses=documented(400, 422, 503))
def get_inbox(
    query: Annotated[InboxQuery, Query()], connections: Connected, actor: Actor, groups: Groups
) -> Page[InboxItem]:
    """What waits for me or one of my groups, what has waited longest first."""
    assignees = set(query.assignee) or {actor, *groups}
    with connections.database.reading() as connection:
        return page(read_inbox(connection, assignees, query.slice()), InboxItem.of)
