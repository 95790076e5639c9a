"""The addresses of forms: starting a workflow, answering what a process waits for."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ...api.connections import Connected, Connections
from ...domain.catalogue import catalogue
from ...domain.definitions import Target
from ...domain.errors import PerdureError
from ...forms import FormException, FormFieldError
from ..pages import page
from ..rendering import Posted
from .asking import Asking
from .carried import Carried
from .starting import asking_to_start
from .turn import NEXT, SUBMIT, Turn, shown, turned
from .view import wizard_html
from .waiting import asking_to_answer

starts = APIRouter(prefix="/workflows/{key}/start")
answers = APIRouter(prefix="/processes/{process_id}/answer")

MAX_TEXTS = 20_000
"""More names than any page has, rows and all."""


ToStart = Annotated[Asking, Depends(asking_to_start)]
ToAnswer = Annotated[Asking, Depends(asking_to_answer)]


@starts.get("")
async def show_start_form(
    request: Request, key: str, asking: ToStart, connections: Connected
) -> HTMLResponse:
    """The first page that somebody has to fill in; what the address says is filled in."""
    first = _first_page(key, request.query_params)
    try:
        turn = await shown(asking, Carried(answers=first))
    except (PerdureError, FormException):
        if not first:
            raise
        # The subscription may not be worked on now: its page says why.
        turn = await turned(asking, Carried(answers=first), _as_posted(first[0]), NEXT)
    return await _page(request, asking, turn, connections)


@starts.post("")
async def fill_in_start_form(request: Request, asking: ToStart, connections: Connected) -> Response:
    """A turn of the form."""
    return await _turn(request, asking, connections)


@answers.get("")
async def show_waiting_form(request: Request, asking: ToAnswer, connections: Connected) -> HTMLResponse:
    """The first page of the form."""
    return await _page(request, asking, await shown(asking, Carried()), connections)


@answers.post("")
async def fill_in_waiting_form(request: Request, asking: ToAnswer, connections: Connected) -> Response:
    """A turn of the form."""
    return await _turn(request, asking, connections)


async def _turn(request: Request, asking: Asking, connections: Connections) -> Response:
    async with request.form(max_fields=MAX_TEXTS) as form:
        posted = Posted.of(form.multi_items())
    carried = Carried.opened(connections.cipher, posted.one("_carried") or "")
    do = posted.one("_do") or NEXT
    if do == SUBMIT:
        try:
            return RedirectResponse(await asking.submit(carried.answers, carried.once), 303)
        except (PerdureError, FormException) as error:
            turn = await shown(asking, carried)
            if turn.page is None:
                said = FormFieldError(loc=["__root__"], msg=str(error), type=error.code)
                turn = Turn(turn.carried, turn.described, errors=[said], status=error.status)
            return await _page(request, asking, turn, connections)
    turn = await turned(asking, carried, posted, do)
    return await _page(request, asking, turn, connections)


async def _page(request: Request, asking: Asking, turn: Turn, connections: Connections) -> HTMLResponse:
    wizard = await wizard_html(asking, turn, connections.cipher)
    return page(request, "wizard.html", status=turn.status, asking=asking, wizard=wizard)


def _first_page(key: str, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The answers to the page that the workflow's kind adds, when the address has them."""
    creates = catalogue.workflow(key).target is Target.CREATE
    names = ("product", "customer_id") if creates else ("subscription_id", "version")
    if names[0] not in given:
        return []
    version = given.get("version", "")
    found: dict[str, Any] = {name: given[name] for name in names if name in given}
    return [found | ({"version": int(version)} if version.isdecimal() else {})]


def _as_posted(answers: Mapping[str, Any]) -> Posted:
    return Posted.of((f"/{name}", str(value)) for name, value in answers.items())
