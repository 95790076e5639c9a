"""Drafts: answers to a form that is not complete yet, kept for whoever gives them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row, Select, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from ..domain.errors import ConflictError, NotFoundError
from .engine import Database
from .paging import Rows, Slice, read_slice
from .tables import draft


@dataclass(frozen=True, slots=True)
class DraftedForm:
    """Which form a draft belongs to: the one that starts a workflow, or one that a process waits with."""

    workflow: str | None = None
    process_id: UUID | None = None
    position: str | None = None


def read_draft(database: Database, draft_id: UUID, *, actor: str) -> Row[Any]:
    """A draft of an actor.

    Raises:
        NotFoundError: this actor has none of this id (any more).
    """
    if (found := find_draft(database, draft_id, actor=actor)) is None:
        raise _missing(draft_id, actor)
    return found


def find_draft(database: Database, draft_id: UUID, *, actor: str) -> Row[Any] | None:
    """The same, or None."""
    with database.reading() as connection:
        return connection.execute(_own(actor).where(draft.c.draft_id == draft_id)).one_or_none()


def list_drafts(connection: Connection, *, actor: str, form: DraftedForm, part: Slice) -> Rows:
    """The drafts of an actor, by the moment they were begun.

    Args:
        connection: where to read.
        actor: whose.
        form: only those of this workflow, of this process; None leaves a question open.
        part: which page.

    Raises:
        BadRequestError: the cursor is none of ours.
    """
    query = _own(actor)
    if form.workflow is not None:
        query = query.where(draft.c.workflow == form.workflow)
    if form.process_id is not None:
        query = query.where(draft.c.process_id == form.process_id)
    return read_slice(connection, query, draft.c.created_at, draft.c.draft_id, part)


def write_draft(
    database: Database,
    draft_id: UUID,
    form: DraftedForm,
    pages: Sequence[dict[str, Any]],
    *,
    actor: str,
    lifetime: timedelta,
) -> Row[Any]:
    """Keep a draft, in place of an earlier one of the same id.

    Args:
        database: where.
        draft_id: its id, which the client has chosen.
        form: which form it belongs to.
        pages: the answers, without secrets.
        actor: whose it is.
        lifetime: so long it is kept, from now on.

    Raises:
        ConflictError: somebody else has a draft of this id.
    """
    values = {
        "workflow": form.workflow,
        "process_id": form.process_id,
        "position": form.position,
        "pages": list(pages),
        "updated_at": func.now(),
        "expires_at": func.now() + lifetime,
    }
    statement = (
        insert(draft)
        .values(draft_id=draft_id, actor=actor, **values)
        .on_conflict_do_update(index_elements=["draft_id"], set_=values, where=draft.c.actor == actor)
        .returning(draft)
    )
    with database.transaction() as connection:
        written = connection.execute(statement).one_or_none()
    if written is None:
        raise ConflictError(f"The id {draft_id} is taken; give the draft another one.")
    return written


def remove_draft(database: Database, draft_id: UUID, *, actor: str) -> None:
    """Throw a draft away.

    Raises:
        NotFoundError: this actor has none of this id.
    """
    statement = delete(draft).where(draft.c.draft_id == draft_id, draft.c.actor == actor)
    with database.transaction() as connection:
        if not connection.execute(statement.returning(draft.c.draft_id)).all():
            raise _missing(draft_id, actor)


def _own(actor: str) -> Select[Any]:
    return select(draft).where(draft.c.actor == actor, draft.c.expires_at > func.now())


def _missing(draft_id: UUID, actor: str) -> NotFoundError:
    return NotFoundError(f"{actor} has no draft {draft_id} (any more).")
