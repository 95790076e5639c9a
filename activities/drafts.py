"""Drafts: half-filled forms that can be gone on with after a reload, or at another computer."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from ..db.drafts import DraftedForm, find_draft, write_draft
from ..db.engine import Database
from ..forms.submitted import submitted_pages
from .admission import open_start_form
from .answers import open_waiting_form
from .form_call import FormTerms, OpenForm


async def save_draft(
    database: Database,
    draft_id: UUID,
    form: DraftedForm,
    pages: object,
    *,
    actor: str,
    terms: FormTerms,
    lifetime: timedelta,
) -> Row[Any]:
    """Keep the answers so far, without secrets.

    The form is walked to know which of them are secrets. Pages that it cannot be walked to (because one before is
    wrong now) stay as they were kept before.

    Args:
        database: where.
        draft_id: the draft's id, which the client has chosen.
        form: which form it belongs to.
        pages: the answers, an object per page; the last may be wrong or incomplete.
        actor: whose it is.
        terms: how the form is walked.
        lifetime: so long it is kept, from now on.

    Raises:
        NotFoundError: there is no such workflow or process.
        ConflictError: the process does not wait for answers; or somebody else has a draft of this id.
        FormInputError: `pages` is no list of objects.
    """
    opened = await _opened(database, form, actor, terms)
    stored = await opened.storable(submitted_pages(pages))
    earlier = await asyncio.to_thread(find_draft, database, draft_id, actor=actor)
    kept = earlier.pages if earlier is not None and _form_of(earlier) == form else []
    return await asyncio.to_thread(
        write_draft,
        database,
        draft_id,
        form,
        [*stored, *kept[len(stored) :]],
        actor=actor,
        lifetime=lifetime,
    )


async def _opened(database: Database, form: DraftedForm, actor: str, terms: FormTerms) -> OpenForm:
    if form.process_id is not None:
        return await open_waiting_form(database, form.process_id, form.position, actor=actor, terms=terms)
    return open_start_form(database, form.workflow or "", actor=actor, terms=terms)


def _form_of(row: Row[Any]) -> DraftedForm:
    return DraftedForm(row.workflow, row.process_id, row.position)
