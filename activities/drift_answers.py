"""Answering a drift item with a process: put reality right, or take over what it is."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Row

from ..db.cipher import Cipher
from ..db.drift_answers import give_to_process, lock_drift_item, refuse_while_answered
from ..db.engine import Database
from ..db.processes import Accepted
from ..db.subscription_session import SubscriptionSession
from ..domain.catalogue import catalogue
from ..domain.drift import DriftAnswer, DriftItem
from ..domain.errors import ConflictError, SubscriptionError, UnprocessableError
from ..domain.store import bind_store
from ..domain.subscription import SubscriptionModel
from ..domain.writing import write_values
from ..forms.errors import FormException
from .admission import admit
from .occasion import Occasion

ADOPT: Final = "adopt_drift"
"""The workflow that adopts; see `workflows.adopting`."""


async def restore(
    database: Database, drift_item_id: UUID, *, actor: str, reason: str, cipher: Cipher | None = None
) -> Accepted:
    """Start the workflow that puts right what a check found.

    Args:
        database: where the item is.
        drift_item_id: which one.
        actor: who decides so.
        reason: why.
        cipher: as `admit` takes it.

    Raises:
        NotFoundError: there is no such item.
        ConflictError: it is closed, a process answers it, or one works on the subscription.
        UnprocessableError: the check names no workflow that restores.
        RefusedError: that workflow may not start now; the message says why.
    """
    row = await asyncio.to_thread(_open_item, database, drift_item_id)
    workflow = restoring_workflow(row.check_key)
    if workflow is None:
        raise UnprocessableError(
            f"The check {row.check_title!r} names no workflow that puts right what it finds; start the one you want "
            "on the subscription, or adopt or suppress the drift."
        )
    return await _start(
        database, row, workflow, DriftAnswer.RESTORE, actor=actor, reason=reason, cipher=cipher
    )


async def adopt(
    database: Database, drift_item_id: UUID, *, actor: str, reason: str, cipher: Cipher | None = None
) -> Accepted:
    """Start a process that writes what was observed into the subscription.

    Args:
        database: where the item is.
        drift_item_id: which one.
        actor: who decides so.
        reason: why.
        cipher: as `admit` takes it.

    Raises:
        NotFoundError: there is no such item.
        ConflictError: it is closed, a process answers it or works on the subscription, or that has changed since.
        UnprocessableError: the check does not say what adopting would mean, or it would not fit.
        RefusedError: the subscription may not be changed now; the message says why.
    """
    row = await asyncio.to_thread(_open_item, database, drift_item_id)
    if not row.adopt:
        raise UnprocessableError(
            f"The check {row.check_title!r} does not say what it would mean to adopt {row.path!r}; restore or "
            "suppress it."
        )
    await asyncio.to_thread(_refuse_unfit, database, row)
    return await _start(database, row, ADOPT, DriftAnswer.ADOPT, actor=actor, reason=reason, cipher=cipher)


def restoring_workflow(check_key: str) -> str | None:
    """The workflow that puts right what a check finds, by the code that is here now."""
    step = catalogue.steps.get(check_key)
    return step.options.get("restore") if step else None


def _open_item(database: Database, drift_item_id: UUID) -> Row[Any]:
    with database.transaction() as connection:
        row = lock_drift_item(connection, drift_item_id)
        refuse_while_answered(connection, row)
        return row


def _refuse_unfit(database: Database, row: Row[Any]) -> None:
    with bind_store(SubscriptionSession(database, read_only=True)):
        subscription = SubscriptionModel.from_subscription_id(row.subscription_id)
        if subscription.version != row.version:
            raise ConflictError(
                f"The subscription is at version {subscription.version}, and {row.path!r} was seen when it was at "
                f"{row.version}; validate it again first."
            )
        try:
            write_values(subscription, row.adopt)
        except SubscriptionError as error:
            raise UnprocessableError(f"{row.path!r} cannot be adopted: {error}") from None


async def _start(
    database: Database,
    row: Row[Any],
    workflow: str,
    answer: DriftAnswer,
    *,
    actor: str,
    reason: str,
    cipher: Cipher | None,
) -> Accepted:
    item = DriftItem(
        drift_item_id=row.drift_item_id,
        path=row.path,
        expected=row.expected,
        observed=row.observed,
        adopt=row.adopt,
    )

    def accepted(connection: Connection, process_id: UUID) -> None:
        give_to_process(connection, row.drift_item_id, process_id, answer, actor=actor, reason=reason)

    try:
        return await admit(
            database,
            workflow,
            [_first_page(row, answer)],
            actor=actor,
            cipher=cipher,
            occasion=Occasion({"drift_item": item.model_dump(mode="json")}, accepted),
        )
    except FormException as error:
        # The form asks for the subscription alone: that has changed since, or is not what the workflow is for.
        raise ConflictError(f"{workflow} cannot be started for this: {error}") from None


def _first_page(row: Row[Any], answer: DriftAnswer) -> dict[str, Any]:
    page = {"subscription_id": str(row.subscription_id)}
    # What is adopted was seen against this very version; putting right is for whichever there is.
    return page | ({"version": row.version} if answer is DriftAnswer.ADOPT else {})
