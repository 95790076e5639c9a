"""Errors as pages: what happened, in words, and where to go from there."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from ..api.problems import RETRY_AFTER
from ..domain.errors import PerdureError
from ..forms import FormException
from .pages import page


def install_error_pages(console: FastAPI) -> None:
    """Make every error of the console a page."""
    console.exception_handler(PerdureError)(_perdure_error)
    console.exception_handler(FormException)(_form_exception)
    console.exception_handler(HTTPException)(_http_exception)
    console.exception_handler(RequestValidationError)(_invalid_request)
    console.exception_handler(Exception)(_unexpected)


def error_page(request: Request, error: HTTPException | PerdureError) -> HTMLResponse:
    """The page of an error that has words for people."""
    if isinstance(error, PerdureError):
        return _page(request, error.status, str(error))
    return _page(request, error.status_code, error.detail)


async def _perdure_error(request: Request, error: PerdureError) -> HTMLResponse:
    return error_page(request, error)


async def _form_exception(request: Request, error: FormException) -> HTMLResponse:
    return _page(request, error.status, str(error))


async def _http_exception(request: Request, error: HTTPException) -> HTMLResponse:
    if error.status_code == HTTPStatus.NOT_FOUND:
        error = HTTPException(404, f"There is no page {request.url.path[:200]}.")
    return error_page(request, error)


async def _invalid_request(request: Request, error: RequestValidationError) -> HTMLResponse:
    complaints = "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in error.errors()[:3])
    return _page(request, 422, f"This address or form cannot be used: {complaints[:500]}.")


async def _unexpected(request: Request, error: Exception) -> HTMLResponse:
    # The web server logs the traceback: it goes on from here to there.
    kind = type(error).__name__
    return _page(request, 500, f"Something broke inside Perdure ({kind}); its log has the details.")


def _page(request: Request, status: int, detail: str) -> HTMLResponse:
    # What was posted belongs to the page above: /processes/1/retry to /processes/1.
    back = request.url.path.rpartition("/")[0] if request.method == "POST" else ""
    response = page(
        request, "error.html", status=status, title=HTTPStatus(status).phrase, detail=detail, back=back
    )
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers.update(RETRY_AFTER)
    return response
