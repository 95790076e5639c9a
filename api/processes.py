"""Processes: what runs and what has run."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from ..db.engine import Database
from ..db.paging import Slice
from ..db.process_notes import set_note
from ..db.process_views import ProcessDetail as Found
from ..db.process_views import ProcessFilter, list_processes, read_process, read_process_summary
from ..domain.process import ProcessStatus
from ..settings import Settings
from .actor import Actor
from .connections import Connected
from .form_terms import Terms
from .pages import Page, Portion, Word, page
from .problems import documented
from .process_models import ProcessDetail, ProcessSummary
from .step_lists import steps_of
from .waiting_forms import form_of

router = APIRouter(prefix="/processes", tags=["processes"])


class ProcessQuery(Portion):
    """Which processes to list."""

    kind: Literal["change", "validation", "task"] | None = Field(
        default=None, description="Only those that change something, only validations, only tasks."
    )
    status: list[ProcessStatus] = Field(default=[], description="Only in one of these.")
    workflow: Word | None = Field(default=None, description="Only of this workflow.")
    subscription_id: UUID | None = Field(default=None, description="Only those that work on it.")
    reporter: Word | None = Field(default=None, description="Only those that this one started.")
    order: Literal["newest", "oldest", "changed"] = Field(
        default="newest", description="What comes first; `changed` is what moved or ended last."
    )

    def slice(self) -> Slice:
        """The part as queries take it."""
        return Slice(self.limit, self.cursor, ascending=self.order == "oldest")

    def filter(self) -> ProcessFilter:
        """The filter as queries take it."""
        return ProcessFilter(
            self.kind, tuple(self.status), self.workflow, self.subscription_id, self.reporter
        )


class Note(BaseModel):
    """What an operator writes down about a process."""

    model_config = ConfigDict(extra="forbid")

    note: Annotated[str, Field(max_length=5000, pattern=r"^[^\x00]*$")] | None = Field(
        description="The text; null removes it."
    )


@router.get("", responses=documented(400, 422, 503))
def get_processes(query: Annotated[ProcessQuery, Query()], connections: Connected) -> Page[ProcessSummary]:
    """Processes by the moment they were accepted, or by their last change."""
    with connections.database.reading() as connection:
        found = list_processes(
            connection, query.filter(), query.slice(), last_changed=query.order == "changed"
        )
        return page(found, ProcessSummary.of)


@router.get("/{process_id}", responses=documented(404, 422, 503))
async def get_process(process_id: UUID, connections: Connected, terms: Terms) -> ProcessDetail:
    """One process with its steps, its State and what it waits for."""
    found = await run_in_threadpool(_read, connections.database, process_id)
    process = found.process
    return ProcessDetail.of(
        process,
        steps=steps_of(
            process.plan,
            found.steps,
            () if process.finished_at else found.retried,
            open_=process.finished_at is None,
        ),
        current_state=found.state,
        subscriptions=[row._asdict() for row in found.subscriptions],
        secrets=[row._asdict() for row in found.secrets],
        form=await form_of(connections.database, found, terms),
        temporal_url=_run_link(connections.settings, process_id),
    )


@router.patch("/{process_id}", responses=documented(400, 404, 413, 415, 422, 503))
def annotate_process(process_id: UUID, body: Note, connections: Connected, actor: Actor) -> ProcessSummary:
    """Write down something about a process, for people."""
    set_note(connections.database, process_id, body.note, actor=actor)
    with connections.database.reading() as connection:
        return ProcessSummary.of(read_process_summary(connection, process_id))


def _read(database: Database, process_id: UUID) -> Found:
    with database.reading() as connection:
        return read_process(connection, process_id)


def _run_link(settings: Settings, process_id: UUID) -> str | None:
    if settings.temporal_ui_url is None:
        return None
    namespace = f"{settings.temporal_ui_url.rstrip('/')}/namespaces/{settings.temporal_namespace}"
    return f"{namespace}/workflows/{process_id}"
