"""The addresses of forms: starting a workflow, answering what a process waits for, making a schedule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from ...api.connections import Connected, Connections
from ...api.drafts import DraftSummary
from ...domain.catalogue import catalogue
from ...domain.definitions import Target
from ...domain.errors import PerdureError
from ...forms import FormException, FormFieldError
from ..pages import page
from ..rendering import Posted
from .asking import Asking
from .carried import Carried
from .keeping import forgotten, keep, resumed, unfinished
from .scheduling import asking_to_schedule
from .starting import asking_to_start
from .turn import NEXT, SUBMIT, Turn, shown, turned
from .uploads import stored
from .view import wizard_html
from .waiting import asking_to_answer

starts = APIRouter(prefix="/workflows/{key}/start")
answers = APIRouter(prefix="/processes/{process_id}/answer")
schedules = APIRouter(prefix="/schedules/new")

PATHS = "/workflows/[^/]+/start|/processes/[^/]+/answer"
"""A pattern of the addresses of forms, to which files may be posted."""

FORGET = "forget:"
"""The button that throws a draft away, with its id."""

MAX_TEXTS = 20_000
"""More names than any page has, rows and all."""


ToStart = Annotated[Asking, Depends(asking_to_start)]
ToAnswer = Annotated[Asking, Depends(asking_to_answer)]
ToSchedule = Annotated[Asking, Depends(asking_to_schedule)]


@starts.get("")
async def show_start_form(
    request: Request, key: str, asking: ToStart, connections: Connected, draft: UUID | None = None
) -> HTMLResponse:
    """The first page that somebody has to fill in; what the address says is filled in."""
    first = _first_page(key, request.query_params)
    if draft is None and first:
        return await _page(request, asking, await _with_first_page(asking, first), connections)
    return await _begun(request, asking, connections, draft)


@starts.post("")
async def fill_in_start_form(request: Request, asking: ToStart, connections: Connected) -> Response:
    """A turn of the form."""
    return await _turn(request, asking, connections)


@answers.get("")
async def show_waiting_form(
    request: Request, asking: ToAnswer, connections: Connected, draft: UUID | None = None
) -> HTMLResponse:
    """The first page of the form."""
    return await _begun(request, asking, connections, draft)


@answers.post("")
async def fill_in_waiting_form(request: Request, asking: ToAnswer, connections: Connected) -> Response:
    """A turn of the form."""
    return await _turn(request, asking, connections)


@schedules.get("")
async def show_schedule_form(request: Request, asking: ToSchedule, connections: Connected) -> HTMLResponse:
    """The first page of the form."""
    return await _begun(request, asking, connections, None)


@schedules.post("")
async def fill_in_schedule_form(request: Request, asking: ToSchedule, connections: Connected) -> Response:
    """A turn of the form."""
    return await _turn(request, asking, connections)


async def _begun(
    request: Request, asking: Asking, connections: Connections, draft: UUID | None
) -> HTMLResponse:
    """The first page, with the drafts that could be gone on with instead; or a draft where it was left off."""
    if draft is not None:
        carried = await resumed(connections, asking, draft)
        turn = replace(await shown(asking, carried), errors=())  # of what nobody has handed in yet
        return await _page(request, asking, turn, connections, kept=True)
    drafts = await unfinished(connections, asking)
    return await _page(request, asking, await shown(asking, Carried()), connections, drafts=drafts)


async def _turn(request: Request, asking: Asking, connections: Connections) -> Response:
    async with request.form(max_fields=MAX_TEXTS) as form:
        files = [pair async for pair in stored(connections, asking, form)]
        posted = Posted.of([*form.multi_items(), *files])
    do = posted.one("_do") or NEXT
    if do.startswith(FORGET):
        await forgotten(connections, asking, do.removeprefix(FORGET))
        return RedirectResponse(asking.address, 303)
    carried = Carried.opened(connections.cipher, posted.one("_carried") or "")
    if do == SUBMIT:
        return await _handed_in(request, asking, carried, connections)
    turn = await turned(asking, carried, posted, do)
    kept = turn.worth_keeping and await keep(connections, asking, turn.carried)
    return await _page(request, asking, turn, connections, kept=kept)


async def _handed_in(
    request: Request, asking: Asking, carried: Carried, connections: Connections
) -> Response:
    try:
        address = await asking.submit(carried.answers, carried.once)
    except (PerdureError, FormException) as error:
        turn = await shown(asking, carried)
        if turn.page is None:
            said = FormFieldError(loc=["__root__"], msg=str(error), type=error.code)
            turn = replace(turn, errors=[said], status=error.status)
        return await _page(request, asking, turn, connections)
    await forgotten(connections, asking, str(carried.once))
    return RedirectResponse(address, 303)


async def _page(
    request: Request,
    asking: Asking,
    turn: Turn,
    connections: Connections,
    *,
    kept: bool = False,
    drafts: Sequence[DraftSummary] = (),
) -> HTMLResponse:
    wizard = await wizard_html(asking, turn, connections, kept=kept, drafts=drafts)
    return page(request, "wizard.html", status=turn.status, asking=asking, wizard=wizard)


async def _with_first_page(asking: Asking, first: list[dict[str, Any]]) -> Turn:
    """What comes after a first page that the address has answered."""
    try:
        return await shown(asking, Carried(answers=first))
    except (PerdureError, FormException):
        # The subscription may not be worked on now: its page says why.
        return await turned(asking, Carried(answers=first), _as_posted(first[0]), NEXT)


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
