"""The form that a process waits with, as its detail shows it."""

import structlog

from ..activities.answers import waiting_form
from ..activities.form_call import FormTerms
from ..db.engine import Database
from ..db.process_views import ProcessDetail
from ..domain.errors import ConflictError
from ..domain.process import StepStatus
from .process_models import WaitingForm

_log = structlog.stdlib.get_logger()


async def form_of(database: Database, found: ProcessDetail, terms: FormTerms) -> WaitingForm | None:
    """The first page, drawn from State as it is now; as it was drawn at first when that fails.

    A process must stay readable when its form asks a system that is away, or when its code is broken or gone.

    Args:
        database: where the process is.
        found: the process.
        terms: how the form is walked.
    """
    waiting = next((row for row in found.steps if row.status == StepStatus.WAITING), None)
    if waiting is None or waiting.form is None:
        return None
    kept: dict[str, object] = waiting.form
    process_id = found.process.process_id
    try:
        drawn = await waiting_form(database, process_id, terms=terms)
    except ConflictError:
        # It was answered while we looked.
        return None
    except Exception as error:  # noqa: BLE001 — an author's form may raise anything
        _log.warning("a waiting form cannot be drawn", process_id=str(process_id), error=repr(error))
        return None if kept["form"] is None else WaitingForm.model_validate(kept)
    return None if drawn.form is None else WaitingForm(form=drawn.form, meta=drawn.meta)
