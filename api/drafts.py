"""Drafts: half-filled forms, of whoever fills them in."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy import Row

from ..activities.drafts import save_draft
from ..db.drafts import DraftedForm, list_drafts, read_draft, remove_draft
from .actor import Actor
from .connections import Connected
from .form_terms import Terms
from .json_values import JsonObject
from .pages import Page, Part, Word, page
from .problems import documented

router = APIRouter(prefix="/drafts", tags=["forms"])


class DraftBody(BaseModel):
    """The answers so far, and which form they belong to."""

    model_config = ConfigDict(extra="forbid")

    workflow: Word | None = Field(default=None, description="The workflow whose start this is.")
    process_id: UUID | None = Field(default=None, description="Or the process that waits with the form.")
    position: Word | None = Field(
        default=None,
        description="Which of its steps, when several wait side by side; the oldest when left out.",
    )
    pages: list[JsonObject] = Field(
        description="The answers, an object per page; the last may be wrong or incomplete. Secrets are not kept."
    )

    @model_validator(mode="after")
    def _name_one_form(self) -> Self:
        if (self.workflow is None) == (self.process_id is None):
            raise ValueError("a draft belongs to a workflow or to a process; name one of them")
        if self.position is not None and self.process_id is None:
            raise ValueError("position goes with process_id")
        return self

    def form(self) -> DraftedForm:
        """Which form the draft belongs to."""
        return DraftedForm(self.workflow, self.process_id, self.position)


class DraftQuery(Part):
    """Which drafts to list."""

    workflow: Word | None = Field(default=None, description="Only those of this workflow's start.")
    process_id: UUID | None = Field(
        default=None, description="Only those of forms that this process waits with."
    )


class DraftSummary(BaseModel):
    """A draft as lists show it."""

    id: UUID = Field(description="As its owner chose it.")
    workflow: str | None = Field(description="The workflow whose start this is.")
    process_id: UUID | None = Field(description="Or the process that waits with the form.")
    position: str | None = Field(description="Which of its steps.")
    created_at: datetime = Field(description="When it was begun.")
    updated_at: datetime = Field(description="When it was kept last.")
    expires_at: datetime = Field(description="When it is thrown away unless it is kept again.")

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        """The draft of a row."""
        return cls.model_validate({**row._asdict(), "id": row.draft_id})


class Draft(DraftSummary):
    """A draft with its answers."""

    pages: list[dict[str, Any]] = Field(
        description="The answers, an object per page. Send them to the form to go on; secrets are to be given again."
    )


@router.get("", responses=documented(400, 422, 503))
def get_drafts(
    query: Annotated[DraftQuery, Query()], connections: Connected, actor: Actor
) -> Page[DraftSummary]:
    """The drafts of whoever asks, by the moment they were begun."""
    form = DraftedForm(query.workflow, query.process_id)
    with connections.database.reading() as connection:
        return page(list_drafts(connection, actor=actor, form=form, part=query.slice()), DraftSummary.of)


@router.get("/{draft_id}", responses=documented(404, 422, 503))
def get_draft(draft_id: UUID, connections: Connected, actor: Actor) -> Draft:
    """One draft of whoever asks."""
    return Draft.of(read_draft(connections.database, draft_id, actor=actor))


@router.put("/{draft_id}", responses=documented(400, 404, 409, 412, 413, 415, 422, 503))
async def put_draft(
    draft_id: UUID, body: DraftBody, *, connections: Connected, actor: Actor, terms: Terms
) -> Draft:
    """Keep the answers so far, in place of what was kept under this id before; the id is the client's choice."""
    written = await save_draft(
        connections.database,
        draft_id,
        body.form(),
        body.pages,
        actor=actor,
        terms=terms,
        lifetime=connections.settings.draft_lifetime,
    )
    return Draft.of(written)


@router.delete("/{draft_id}", status_code=204, responses=documented(404, 422, 503))
def delete_draft(draft_id: UUID, connections: Connected, actor: Actor) -> None:
    """Throw a draft away."""
    remove_draft(connections.database, draft_id, actor=actor)
