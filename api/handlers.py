"""Turns every exception that reaches the edge into a problem document."""

from collections.abc import Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from ..domain.errors import PerdureError
from ..forms.errors import FormException
from .form_bodies import form_response
from .problems import Complaint, problem

MAX_COMPLAINTS = 20
"""So many are listed: enough to mend a request; ten thousand wrong pages do not make a megabyte of answer."""

SPELLED_OUT = 3
"""So many complaints are in the sentence for people."""

_CODES = {400: "bad_request", 404: "no_such_route", 405: "method_not_allowed", 413: "too_large"}


def install_handlers(app: FastAPI) -> None:
    """Make every error of this application a problem document."""
    app.exception_handler(PerdureError)(_perdure_error)
    app.exception_handler(FormException)(_form_exception)
    app.exception_handler(RequestValidationError)(_invalid_request)
    app.exception_handler(HTTPException)(_http_exception)
    app.exception_handler(Exception)(_unexpected)


async def _perdure_error(_: Request, error: PerdureError) -> JSONResponse:
    return problem(error.status, error.code, str(error), members=error.members)


async def _form_exception(_: Request, error: FormException) -> Response:
    return form_response(error)


async def _invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
    found = error.errors()
    if isinstance(error.body, bytes):
        # What FastAPI hands over when it did not take the body for JSON.
        named = request.headers.get("content-type", "of no named type")[:100]
        return problem(
            415, "not_json", f"The body is {named}; send JSON with Content-Type: application/json."
        )
    if found[0]["type"] == "json_invalid" and found[0]["loc"][0] == "body":
        why, place = found[0]["ctx"]["error"], found[0]["loc"][-1]
        return problem(400, "invalid_json", f"The body is not JSON: {why} at character {place}.")
    complaints = [Complaint(loc=list(item["loc"]), msg=item["msg"], type=item["type"]) for item in found]
    members = {"errors": complaints[:MAX_COMPLAINTS]}
    return problem(422, "invalid", _sentence(complaints), members=members)


async def _http_exception(request: Request, error: HTTPException) -> JSONResponse:
    detail = error.detail
    path = request.url.path[:200]
    match error.status_code:
        case 404:
            detail = f"There is no {path} here; {request.app.openapi_url} describes the API."
        case 405:
            allowed = (error.headers or {}).get("Allow", "another method")
            detail = f"{path} does not take {request.method[:20]}; it takes {allowed}."
    code = _CODES.get(error.status_code, "error")
    return problem(error.status_code, code, detail, headers=error.headers)


async def _unexpected(_: Request, error: Exception) -> JSONResponse:
    # The web server logs the traceback: it goes on from here to there.
    kind = type(error).__name__
    return problem(500, "internal", f"Something broke inside Perdure ({kind}); its log has the details.")


def _sentence(complaints: Sequence[Complaint]) -> str:
    shown = "; ".join(f"{_path(complaint)}: {complaint.msg}" for complaint in complaints[:SPELLED_OUT])
    rest = len(complaints) - SPELLED_OUT
    return f"{shown}; and {rest} more." if rest > 0 else f"{shown}."


def _path(complaint: Complaint) -> str:
    return ".".join(str(part)[:100] for part in complaint.loc)
