"""Admission: whether a workflow may start, and the one transaction that accepts it. Every door comes through here."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from ..db.cipher import Cipher
from ..db.engine import Database
from ..db.locks import acquire_lock
from ..db.pause import refuse_while_paused
from ..db.processes import Accepted, NewProcess, earlier_start, insert_process
from ..db.standing import standing
from ..db.subscription_session import SubscriptionSession
from ..db.sync import set_insync
from ..domain.catalogue import catalogue
from ..domain.definitions import CHANGING, WorkflowDefinition
from ..domain.errors import ConflictError, NotFoundError, PerdureError, RefusedError
from ..domain.injection import Injection
from ..domain.process import ProcessStatus
from ..domain.state import delta_of
from ..domain.store import bind_store
from ..forms.errors import FormException, FormInputError
from ..forms.submitted import submitted_answers
from .availability import why_not
from .form_call import Answers, FormTerms, OpenForm
from .kept import Kept
from .occasion import Occasion
from .start_form import pages_to_walk, start_form


async def admit(
    database: Database,
    workflow: str,
    answers: object,
    *,
    actor: str,
    idempotency_key: str | None = None,
    process_id: UUID | None = None,
    cipher: Cipher | None = None,
    terms: FormTerms | None = None,
    prefill: Mapping[str, Any] | None = None,
    occasion: Occasion | None = None,
) -> Accepted:
    """Accept a start: validate the form, then write the process (and take the lock) in one transaction.

    The form is validated with no transaction open, because it may ask other systems. The row that is then written
    *is* the acceptance; Temporal is told afterwards, see `workflows.notify`.

    Args:
        database: where the process is written.
        workflow: its key.
        answers: the answers, a list with one object per page; or one object with the answers to all pages.
        actor: who starts it.
        idempotency_key: the same key with the same body gives the same process.
        process_id: the id that the process is to have; a new one when left out.
        cipher: what secrets among the answers are encrypted with; without it there must be none.
        terms: how the form is walked.
        prefill: values by field name that the next page shows as its `initial`, where they are valid.
        occasion: what it is started for, where that is more than its form says.

    Raises:
        NotFoundError: there is no such workflow.
        FormNotCompleteError: the form has another page.
        FormException: the answers do not fit.
        RefusedError: the workflow may not start now; the message says why.
        LockedError: another process works on the subscription.
        UnprocessableError: the idempotency key was used for another body; or there are secrets without a cipher.
        UnavailableError: PostgreSQL is away; nothing was written.
    """
    definition = catalogue.workflow(workflow)
    given = submitted_answers(answers)
    body_hash = _hash(workflow, given, cipher) if idempotency_key is not None else None
    start = _Start(actor, process_id or uuid4(), idempotency_key, body_hash)
    if earlier := await _earlier(database, start):
        return earlier
    try:
        return await _admit_new(
            database,
            definition,
            given,
            start,
            cipher=cipher,
            terms=terms or FormTerms(),
            prefill=prefill,
            occasion=occasion,
        )
    except (PerdureError, FormException):
        # What refuses this request may be what the same one, sent at the same time, has just changed.
        if earlier := await _earlier(database, start):
            return earlier
        raise


def open_start_form(database: Database, workflow: str, *, actor: str, terms: FormTerms) -> OpenForm:
    """The form that a workflow starts with, to be filled in.

    Args:
        database: what it reads.
        workflow: its key.
        actor: who fills it in.
        terms: how the form is walked.

    Raises:
        NotFoundError: there is no such workflow.
    """
    definition = catalogue.workflow(workflow)
    return start_form(database, definition, _begun(definition, uuid4(), actor), terms)


@dataclass(frozen=True, slots=True)
class _Start:
    actor: str
    process_id: UUID
    idempotency_key: str | None
    body_hash: str | None


async def _admit_new(
    database: Database,
    definition: WorkflowDefinition,
    answers: Answers,
    start: _Start,
    *,
    cipher: Cipher | None,
    terms: FormTerms,
    prefill: Mapping[str, Any] | None,
    occasion: Occasion | None,
) -> Accepted:
    if not isinstance(answers, dict):
        answers = pages_to_walk(definition, answers)
    begun = _begun(definition, start.process_id, start.actor)
    completed = await start_form(database, definition, begun, terms).complete(answers, prefill)
    kept = Kept.of(completed, cipher)
    state = {**completed.result, **(occasion.state if occasion else {})}
    new = NewProcess(
        process_id=start.process_id,
        workflow=definition.name,
        title=definition.title,
        target=definition.target.value,
        answers=completed.answers,
        plan=[node.to_json() for node in definition.plan()],
        state=delta_of({}, state, definition.title).changed,
        reporter=start.actor,
        idempotency_key=start.idempotency_key,
        body_hash=start.body_hash,
        subscription_id=UUID(state["subscription_id"]) if "subscription_id" in state else None,
    )
    return await asyncio.to_thread(_accept, database, definition, new, kept, occasion)


def _begun(definition: WorkflowDefinition, process_id: UUID, actor: str) -> dict[str, Any]:
    return {
        "process_id": str(process_id),
        "workflow_name": definition.name,
        "workflow_target": definition.target.value,
        "reporter": actor,
    }


def _accept(
    database: Database, definition: WorkflowDefinition, new: NewProcess, kept: Kept, occasion: Occasion | None
) -> Accepted:
    with database.transaction() as connection:
        refuse_while_paused(connection)
        if not insert_process(connection, new):
            earlier = earlier_start(connection, new.idempotency_key or "", new.body_hash or "")
            if earlier is None:
                raise ConflictError(
                    f"There is a process {new.process_id} already; start another one with an id of its own."
                )
            return earlier
        kept.write(connection, new.process_id, actor=new.reporter)
        if new.subscription_id is not None:
            _take(connection, definition, new, new.subscription_id)
        _ask_predicate(database, definition, new.state)
        if occasion is not None:
            occasion.accepted(connection, new.process_id)
    return Accepted(new.process_id, ProcessStatus.ACCEPTED, created=True)


def _take(
    connection: Connection, definition: WorkflowDefinition, new: NewProcess, subscription_id: UUID
) -> None:
    """Lock the subscription, then make sure that it still is what the form saw."""
    if definition.target in CHANGING:
        acquire_lock(connection, subscription_id, new.process_id)
    now = standing(connection, subscription_id)
    if now is None:
        raise NotFoundError(f"There is no subscription {subscription_id}.")
    if now.version != new.state["version"]:
        raise ConflictError(
            f"The subscription went from version {new.state['version']} to {now.version} while this was started; "
            "look at it again."
        )
    if reason := why_not(definition, now):
        raise RefusedError(reason)
    if definition.target in CHANGING:
        set_insync(connection, [subscription_id], insync=False)


def _ask_predicate(database: Database, definition: WorkflowDefinition, state: dict[str, Any]) -> None:
    predicate = definition.run_predicate
    if predicate is None:
        return
    with bind_store(SubscriptionSession(database, read_only=True)):
        reason = predicate(**Injection(predicate, "predicate").arguments(state))
    if reason:
        raise RefusedError(reason)


async def _earlier(database: Database, start: _Start) -> Accepted | None:
    def read(idempotency_key: str) -> Accepted | None:
        with database.reading() as connection:
            return earlier_start(connection, idempotency_key, start.body_hash or "")

    if start.idempotency_key is None:
        return None
    return await asyncio.to_thread(read, start.idempotency_key)


def _hash(workflow: str, answers: Answers, cipher: Cipher | None) -> str:
    try:
        body = json.dumps([workflow, answers], sort_keys=True)
    except RecursionError:  # what could just be read need not be written as easily
        raise FormInputError("The answers are lists in lists without end; no form asks for that.") from None
    # With the key, because there may be a short secret in it, which somebody could find by trying.
    return cipher.derive(f"body/{body}") if cipher else hashlib.sha256(body.encode()).hexdigest()
