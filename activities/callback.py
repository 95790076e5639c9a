"""Calls from outside: the one-use address that a callback step hands out, and what is accepted there."""

from __future__ import annotations

import hmac
from typing import Any
from uuid import UUID

from sqlalchemy import func

from ..db.cipher import Cipher
from ..db.engine import Database
from ..db.events import record_event
from ..db.overlays import merge_state
from ..db.places import Place
from ..db.processes import is_over, lock_process, resume_process
from ..db.step_queries import step_by_token
from ..db.steps import update_step
from ..domain.errors import ConflictError, NotFoundError
from ..domain.plan import Node
from ..domain.position import find_node
from ..domain.process import StepStatus
from ..domain.state import Delta

_OUTSIDE = "callback"


def callback_token(cipher: Cipher, place: Place) -> str:
    """The token of one generation of a callback step: derived and not drawn, so that it need not be stored."""
    return cipher.derive(f"callback/{place.process_id}/{place.position}/{place.generation}")


def callback_route(cipher: Cipher, action: Place) -> str:
    """The path at which the action of a callback step is to be answered.

    Args:
        cipher: derives the token.
        action: the action's place, inside the callback step (``…/again:1/0``).
    """
    position, _, inside = action.position.rpartition("/again:")
    generation = int(inside.partition("/")[0])
    token = callback_token(cipher, Place(action.process_id, position, generation))
    return f"/api/processes/{action.process_id}/callback/{token}"


def accept_callback(
    database: Database, cipher: Cipher, process_id: UUID, token: str, body: dict[str, Any]
) -> None:
    """Take the call that a callback step waits for: durable when this returns, and only once.

    Raises:
        NotFoundError: no step of this process has that token.
        ConflictError: the step does not wait (any more).
    """
    with database.transaction() as connection:
        row, plan = _expected(connection, cipher, process_id, token)
        place = Place(process_id, row.position, row.generation)
        node = find_node([Node.from_json(item) for item in plan], row.position)
        delta = Delta({node.options.get("result", "callback_result"): body})
        update_step(
            connection,
            place,
            {
                "status": StepStatus.COMPLETED.value,
                "delta": delta.to_json(),
                "actor": _OUTSIDE,
                "finished_at": func.now(),
            },
        )
        merge_state(connection, process_id, row.position, delta)
        resume_process(connection, process_id)
        record_event(
            connection, "step.called_back", _OUTSIDE, process_id=process_id, data={"title": row.title}
        )


def accept_progress(database: Database, cipher: Cipher, process_id: UUID, token: str, progress: Any) -> None:
    """Note how far the outside system is; shown on the step, and nothing more.

    Raises:
        NotFoundError: no step of this process has that token.
        ConflictError: the step does not wait (any more).
    """
    with database.transaction() as connection:
        row, _ = _expected(connection, cipher, process_id, token)
        place = Place(process_id, row.position, row.generation)
        update_step(connection, place, {"result": {**(row.result or {}), "progress": progress}})


def _expected(
    connection: Any, cipher: Cipher, process_id: UUID, token: str
) -> tuple[Any, list[dict[str, Any]]]:
    # One sentence for a wrong process and for a wrong token: nobody learns which processes there are.
    unknown = NotFoundError("Nothing waits for a call at this address.")
    try:
        parent = lock_process(connection, process_id)
    except NotFoundError:
        raise unknown from None
    row = step_by_token(connection, process_id, cipher.fingerprint(token))
    if row is None or not hmac.compare_digest(row.token_hash, cipher.fingerprint(token)):
        raise unknown
    if row.status != StepStatus.WAITING or is_over(parent):
        raise ConflictError(
            f"{row.title!r} of process {process_id} does not wait for a call; it is {row.status}."
        )
    return row, parent.plan
