"""Trying a failed step again: at one press, or on a page where State is changed first."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from pydantic import ValidationError

from ..activities.editable import Editable, read_editable
from ..activities.edits import EditsError
from ..api.actor import Actor
from ..api.connections import Connected
from ..api.decisions import RetryDecision, retry_process
from ..domain.errors import UnprocessableError
from ..forms import FormFieldError
from .deciding import Form, decided, decision_page, without_blanks
from .decisions import STEP, back
from .pages import page
from .rendering import Extras, Posted, draw, edited, initial_values, read_page
from .rendering.editing import EDITS

NO_OBJECT = 'This has to be a JSON object, such as {"speed": 10}.'

router = APIRouter(prefix="/processes/{process_id}/retry")


@router.get("")
def show_retry(
    request: Request, process_id: UUID, connections: Connected, position: str = ""
) -> HTMLResponse:
    """State as the failed step reads it, to be changed."""
    step = read_editable(connections.database, process_id, position or None)
    schema = retry_page(step)
    begun = initial_values(schema)
    return _page(request, process_id, step, draw(schema, begun | {"state": begun["state"] | step.known}))


@router.post("")
async def retry(
    request: Request, process_id: UUID, connections: Connected, actor: Actor, form: Form
) -> Response:
    """Try the step again; or show the page again, with another row or with what does not fit."""
    position, do = form.one("position"), form.one("_do")
    if do is None:  # the page of the process, where nothing is changed
        decision = decided(RetryDecision, STEP, form, position=position)
        await retry_process(process_id, connections, actor, decision)
        return back(process_id, "retried")
    step = await run_in_threadpool(read_editable, connections.database, process_id, position)
    schema = retry_page(step)
    verb, _, name = do.partition(":")
    values = read_page(schema, Posted(form.texts, settled=verb not in EDITS))
    if verb in EDITS:
        focus = edited(schema, values, verb, name)
        return _page(request, process_id, step, draw(schema, values, Extras(focus=focus)))
    try:
        await retry_process(process_id, connections, actor, _decision(step, values))
    except (ValidationError, UnprocessableError) as error:
        drawn = draw(schema, values, Extras(errors=_flaws(error, step)))
        return _page(request, process_id, step, drawn, status=422)
    return back(process_id, "retried")


def retry_page(step: Editable) -> dict[str, Any]:
    """The JSON Schema of the page: what the step reads, other keys, and the decision itself."""
    names = ["edits", "reason", *(["reapply"] if step.has_result else [])]
    asked = decision_page(RetryDecision, *names)
    fields = dict(asked["properties"])
    read = {
        "title": "What the step reads",
        "description": None if step.values else "Nothing that could be filled in.",
        **{name: part for name, part in step.schema.items() if name != "$defs"},
    }
    other = fields.pop("edits") | {"title": "Other keys"}
    return {
        **asked,
        "properties": {"state": read, "other": other, **fields},
        "required": ["state"],
        "$defs": {**asked["$defs"], **step.schema["$defs"]},
    }


def _decision(step: Editable, values: dict[str, Any]) -> RetryDecision:
    given = without_blanks({name: value for name, value in values.items() if name != "state"})
    other = given.pop("other", None)
    edits = _edits(step, values["state"])
    if other is None or isinstance(other, dict):
        other = {**(other or {}), **edits} or None
    return RetryDecision.model_validate({**given, "edits": other, "position": step.position})


def _edits(step: Editable, answers: dict[str, Any]) -> dict[str, Any]:
    """The keys that were changed; a text that was emptied is the empty text, which its type may refuse."""
    given = {key: answers.get(key, "") for key in step.values}
    return {key: value for key, value in given.items() if not step.is_as_before(key, value)}


def _flaws(error: ValidationError | UnprocessableError, step: Editable) -> list[FormFieldError]:
    if isinstance(error, ValidationError):
        return [
            FormFieldError(
                loc=["other" if one["loc"][0] == "edits" else one["loc"][0]],
                msg=NO_OBJECT if one["type"] == "dict_type" else one["msg"],
                type=one["type"],
            )
            for one in error.errors()
        ]
    if isinstance(error, EditsError):
        return [
            FormFieldError(loc=["state", key] if key in step.values else ["other"], msg=why, type=error.code)
            for key, why in error.faults.items()
        ]
    return [FormFieldError(loc=["other"], msg=str(error), type=error.code)]


def _page(
    request: Request,
    process_id: UUID,
    step: Editable,
    fields: Markup,
    *,
    status: int = 200,
) -> HTMLResponse:
    return page(request, "retry.html", status=status, process_id=process_id, step=step, fields=fields)
