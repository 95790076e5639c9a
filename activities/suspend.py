"""Input steps, on the worker's side: draw the form, record that the process waits."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from ..db.engine import Database
from ..db.files import Files
from ..db.places import Place, StaleAttemptError
from ..db.processes import is_over, lock_process
from ..db.steps import insert_open_step, step_row
from ..domain.definitions import StepDefinition
from ..domain.plan import Node
from ..domain.position import find_node
from ..domain.process import Outcome, StepStatus
from ..forms.errors import FormNotCompleteError
from .form_call import FormTerms, step_form
from .outcome import outcome_of_row


async def suspend(
    database: Database, step: StepDefinition, place: Place, state: Mapping[str, Any]
) -> Outcome:
    """Record that a process waits for a person, unless it has been answered.

    The form's first page is kept on the row, so that it stays readable when the code that drew it is gone.
    """
    form: dict[str, Any] = {"form": None, "meta": None}
    try:
        await step_form(step, state, FormTerms(), Files(database, process_id=place.process_id)).complete([])
    except FormNotCompleteError as page:
        form = {"form": page.form, "meta": page.meta}
    return await asyncio.to_thread(_record, database, step, place, form)


def _record(database: Database, step: StepDefinition, place: Place, form: dict[str, Any]) -> Outcome:
    with database.transaction() as connection:
        parent = lock_process(connection, place.process_id)
        if is_over(parent):
            raise StaleAttemptError(
                f"Process {place.process_id} had moved on when the form of step {step.title!r} was drawn; "
                "nobody is asked."
            )
        assignee, since = step.options.get("assignee"), datetime.now(UTC)
        result = {"since": since.isoformat()}
        # From the plan, as the interpreter takes it when it reminds people.
        node = find_node([Node.from_json(item) for item in parent.plan], place.position)
        if due := node.options.get("due"):
            result["due"] = (since + timedelta(seconds=due)).isoformat()
        insert_open_step(
            connection,
            place,
            step.node(),
            StepStatus.WAITING,
            assignee=assignee,
            form=form,
            result=result,
        )
        row = step_row(connection, place)
        if row is None:
            raise StaleAttemptError(f"Step {step.title!r} of process {place.process_id} has lost its row.")
        return outcome_of_row(row)
