"""Problem documents (RFC 9457): what every error of the API looks like, and how routes document them."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"

RETRY_AFTER = {"Retry-After": "5"}
"""Sent with every 503. Five seconds: about what PostgreSQL and Temporal take to come back from a restart."""


class Complaint(BaseModel):
    """What is wrong with one part of a request."""

    loc: list[str | int] = Field(description="Where: body, query, path or header, then the way to the value.")
    msg: str = Field(description="What is wrong with it.")
    type: str = Field(description="The rule that it breaks, for programs.")


class Problem(BaseModel):
    """Why a request was not done (RFC 9457). Further members may be present, such as `process_id`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(default="about:blank", description="`about:blank`: the status says the kind.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The HTTP status.")
    code: str = Field(description="The kind of problem, for programs.")
    detail: str = Field(description="What is wrong and what to do next, for people.")
    errors: list[Complaint] | None = Field(
        default=None, description="Each part of the request that is wrong."
    )


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    members: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """A problem document as a response.

    Args:
        status: HTTP status.
        code: short name of the kind, for programs.
        detail: one or two sentences for people.
        members: further facts for programs.
        headers: further headers of the response; a 503 gets its `Retry-After` without.
    """
    document = Problem(
        title=HTTPStatus(status).phrase, status=status, code=code, detail=detail, **(members or {})
    )
    sent = {**(RETRY_AFTER if status == HTTPStatus.SERVICE_UNAVAILABLE else {}), **(headers or {})}
    return JSONResponse(
        document.model_dump(mode="json", exclude_none=True), status, headers=sent, media_type=MEDIA_TYPE
    )


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that may answer with these problems."""
    return {status: _response(HTTPStatus(status)) for status in sorted(statuses)}


def _response(status: HTTPStatus) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": status.phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response["headers"] = {
            "Retry-After": {
                "description": "Seconds to wait before trying again.",
                "schema": {"type": "integer"},
            }
        }
    return response
