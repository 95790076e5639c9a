"""Files for forms: uploaded first, named in an answer by their id, read by the steps of the process."""

import re
import tempfile
from datetime import datetime
from typing import Annotated, Any, Self
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field
from sqlalchemy import Row

from ..db.files import Files, write_file
from ..domain.errors import BadRequestError, ForbiddenError, NotFoundError, UnsupportedTypeError
from .actor import Actor
from .connections import Connected
from .problems import documented

router = APIRouter(prefix="/files", tags=["forms"])

BINARY = "application/octet-stream"

IN_MEMORY = 1024 * 1024
"""Of an upload so many bytes stay in memory while it arrives; a larger one is put on disk."""

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,100}")

# A browser says so of a request that the page of another site makes.
_ELSEWHERE = {"cross-site", "same-site"}


class StoredFile(BaseModel):
    """What is known of an uploaded file."""

    id: UUID = Field(description="What a form's field takes.")
    name: str = Field(description="What it is called.")
    media_type: str = Field(description="Its type.")
    size: int = Field(description="In bytes.")
    created_at: datetime = Field(description="When it was uploaded.")
    expires_at: datetime | None = Field(description="When it is thrown away unless a process uses it.")

    @classmethod
    def of(cls, row: Row[*tuple[Any, ...]]) -> Self:
        """The file of a row."""
        return cls.model_validate({**row._asdict(), "id": row.file_id})


@router.post(
    "",
    status_code=201,
    responses=documented(400, 403, 413, 415, 422, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "The content of the file; `Content-Type` says of which type it is.",
            "content": {BINARY: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
async def upload_file(
    request: Request,
    connections: Connected,
    actor: Actor,
    name: Annotated[
        str,
        Query(
            min_length=1,
            max_length=255,
            pattern=r"^[^\x00-\x1f\x7f/\\]+$",
            description="What the file is called; no path.",
        ),
    ],
) -> StoredFile:
    """Upload a file for a form. It is the uploader's until a process uses it, and then that process's only."""
    if request.headers.get("sec-fetch-site") in _ELSEWHERE:
        raise ForbiddenError("The page of another site may not upload files here.")
    media_type = _media_type(request.headers.get("content-type"))
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as arriving:
        async for chunk in request.stream():
            arriving.write(chunk)
        if not arriving.tell():
            raise BadRequestError("The body is empty; send the content of the file.")
        arriving.seek(0)
        written = await run_in_threadpool(
            write_file,
            connections.database,
            arriving,
            name=name,
            media_type=media_type,
            actor=actor,
            lifetime=connections.settings.file_lifetime,
        )
    return StoredFile.of(written)


@router.get("/{file_id}", responses=documented(404, 422, 503))
def get_file(file_id: UUID, connections: Connected, actor: Actor) -> StoredFile:
    """What is known of a file that whoever asks has uploaded and no process uses yet."""
    return StoredFile.of(_found(Files(connections.database, actor), file_id))


@router.get(
    "/{file_id}/content",
    response_class=StreamingResponse,
    responses=documented(404, 422, 503)
    | {
        200: {
            "description": "The file.",
            "content": {BINARY: {"schema": {"type": "string", "format": "binary"}}},
        }
    },
)
def get_content(file_id: UUID, connections: Connected, actor: Actor) -> StreamingResponse:
    """The content of a file that whoever asks has uploaded and no process uses yet."""
    files = Files(connections.database, actor)
    name = quote(_found(files, file_id).name, safe="")
    headers = {
        # Never shown by the browser itself, whatever it says that it is: it came from outside.
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "X-Content-Type-Options": "nosniff",
    }
    return StreamingResponse(files.parts(file_id), media_type=BINARY, headers=headers)


def _found(files: Files, file_id: UUID) -> Row[*tuple[Any, ...]]:
    row = files.find(file_id)
    if row is None:
        raise NotFoundError(f"{files.actor} has no file {file_id} here (any more).")
    return row


def _media_type(content_type: str | None) -> str:
    media_type = (content_type or BINARY).partition(";")[0].strip().lower()
    if media_type.startswith("multipart/"):
        raise UnsupportedTypeError(
            "The body is a form; send the file itself as body, and its type as Content-Type."
        )
    if not _MEDIA_TYPE.fullmatch(media_type):
        raise UnsupportedTypeError(
            f"The Content-Type {media_type[:100]!r} is no media type such as application/pdf."
        )
    return media_type
