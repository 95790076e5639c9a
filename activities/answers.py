"""Input steps, on the API's side: draw the waiting form, take the answer once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func

from ..db.cipher import Cipher
from ..db.engine import Database
from ..db.events import record_event
from ..db.files import Files
from ..db.overlays import load_overlays, merge_state
from ..db.places import Place
from ..db.processes import lock_process, read_row, resume_process
from ..db.step_queries import answerers, last_answer, open_step
from ..db.steps import step_row, update_step
from ..domain.catalogue import catalogue
from ..domain.definitions import StepDefinition
from ..domain.errors import ConflictError, ForbiddenError
from ..domain.plan import NodeKind
from ..domain.position import View, view_at
from ..domain.process import StepStatus
from ..domain.state import check_size, delta_of
from ..forms.errors import FormNotCompleteError
from ..forms.submitted import submitted_answers
from .form_call import FormTerms, OpenForm, step_form
from .kept import Kept
from .reserved import without_reserved


@dataclass(frozen=True, slots=True)
class WaitingForm:
    """The first page of the form that a process waits for.

    Args:
        title: of the step.
        assignee: who is to answer.
        form: JSON Schema of the page.
        meta: what the schema cannot say, such as ``hasNext``.
    """

    title: str
    assignee: str | None
    form: dict[str, Any] | None
    meta: dict[str, Any] | None


async def waiting_form(
    database: Database, process_id: UUID, position: str | None = None, terms: FormTerms | None = None
) -> WaitingForm:
    """Draw the form that a process waits for, from its State as it is now.

    Args:
        database: where the process is.
        process_id: the process.
        position: which step, when several wait side by side; the oldest when left out.
        terms: how the form is walked.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it does not wait for an answer.
    """
    waiting = await asyncio.to_thread(_waiting, database, process_id, position)
    row = waiting.row
    drawn = WaitingForm(row.title, row.assignee, row.form["form"], row.form["meta"])
    if waiting.step is None:
        return drawn
    try:
        await _form(database, waiting, waiting.step, None, terms).complete([])
    except FormNotCompleteError as page:
        return WaitingForm(row.title, row.assignee, page.form, page.meta)
    return drawn


async def open_waiting_form(
    database: Database,
    process_id: UUID,
    position: str | None = None,
    *,
    actor: str,
    terms: FormTerms | None = None,
) -> OpenForm:
    """The form that a process waits for, to be filled in.

    Args:
        database: where the process is.
        process_id: the process.
        position: which step, when several wait side by side; the oldest when left out.
        actor: who fills it in.
        terms: how the form is walked.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: it does not wait for an answer.
    """
    waiting = await asyncio.to_thread(_waiting, database, process_id, position)
    return _form(database, waiting, _known_step(waiting), actor, terms)


async def answer(
    database: Database,
    process_id: UUID,
    answers: object,
    *,
    actor: str,
    position: str | None = None,
    cipher: Cipher | None = None,
    terms: FormTerms | None = None,
    prefill: Mapping[str, Any] | None = None,
) -> None:
    """Take the answers to the form that a process waits for: durable when this returns; of two at once one wins.

    Args:
        database: where the process is.
        process_id: the process.
        answers: the answers, a list with one object per page; or one object with the answers to all pages.
        actor: who answers.
        position: which step, when several wait side by side; the oldest when left out.
        cipher: what secrets among the answers are encrypted with; without it there must be none.
        terms: how the form is walked.
        prefill: values by field name that the next page shows as its `initial`, where they are valid.

    Raises:
        NotFoundError: there is no such process.
        ForbiddenError: two pairs of eyes are needed, and this actor's are the first.
        ConflictError: it does not wait for an answer (any more); the message says who was first.
        FormNotCompleteError: the form has another page.
        FormValidationError: a page's answers do not fit.
    """
    waiting = await asyncio.to_thread(_waiting, database, process_id, position)
    step = _known_step(waiting)
    if step.options.get("four_eyes") and actor in waiting.seen_by:
        raise ForbiddenError(
            f"{waiting.row.title!r} needs a second pair of eyes: {actor} has started this process or answered before; "
            "ask somebody else."
        )
    form = _form(database, waiting, step, actor, terms)
    given = submitted_answers(answers)
    completed = await form.complete(given, prefill)
    kept = Kept.of(completed, cipher)
    result = without_reserved(completed.result)
    await asyncio.to_thread(_accept, database, waiting, result, kept, actor)


@dataclass(frozen=True, slots=True)
class _Waiting:
    row: Row[Any]
    view: View
    seen_by: set[str]
    step: StepDefinition | None


def _waiting(database: Database, process_id: UUID, position: str | None) -> _Waiting:
    with database.reading() as connection:
        found = read_row(connection, process_id)
        row = open_step(connection, process_id, StepStatus.WAITING, NodeKind.INPUT, position)
        if row is None or found.abort:
            last = last_answer(connection, process_id)
            raise ConflictError(_not_waiting(process_id, found.status, last))
        view = view_at(row.position, load_overlays(connection, process_id, row.position))
        seen_by = {found.reporter, *answerers(connection, process_id)}
    return _Waiting(row, view, seen_by, catalogue.steps.get(row.key))


def _known_step(waiting: _Waiting) -> StepDefinition:
    if waiting.step is None:
        raise ConflictError(
            f"Process {waiting.row.process_id} waits at step {waiting.row.key!r}, which no loaded plug-in has any "
            "more; deploy the code that has it, or abort the process."
        )
    return waiting.step


def _form(
    database: Database, waiting: _Waiting, step: StepDefinition, actor: str | None, terms: FormTerms | None
) -> OpenForm:
    files = Files(database, actor, waiting.row.process_id)
    return step_form(step, waiting.view.state, terms or FormTerms(), files)


def _accept(database: Database, waiting: _Waiting, result: dict[str, Any], kept: Kept, actor: str) -> None:
    row = waiting.row
    own = delta_of(waiting.view.state, result, row.title)
    check_size(own.apply(waiting.view.state), row.title)
    delta = waiting.view.to_branch(own)
    place = Place(row.process_id, row.position, row.generation)
    with database.transaction() as connection:
        parent = lock_process(connection, place.process_id)
        now = step_row(connection, place)
        if now is None or now.status != StepStatus.WAITING or parent.abort:
            raise ConflictError(_not_waiting(place.process_id, parent.status, now))
        update_step(
            connection,
            place,
            {
                "status": StepStatus.COMPLETED.value,
                "delta": delta.to_json(),
                "actor": actor,
                "finished_at": func.now(),
            },
        )
        merge_state(connection, place.process_id, place.position, delta)
        kept.write(connection, place.process_id, actor=actor)
        resume_process(connection, place.process_id)
        record_event(
            connection,
            "step.answered",
            actor,
            process_id=place.process_id,
            data={"position": place.position, "title": row.title},
        )


def _not_waiting(process_id: UUID, status: str, last: Row[Any] | None) -> str:
    sentence = f"Process {process_id} is {status} and does not wait for an answer."
    if last is None or last.actor is None:
        return sentence
    return f"{sentence} {last.title!r} was already answered by {last.actor} at {last.finished_at:%Y-%m-%d %H:%M:%S %Z}."
