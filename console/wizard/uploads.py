"""Files that are posted with a page: stored at once, and from then on known by their id."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData, UploadFile

from ...api.connections import Connections
from ...api.files import BINARY
from ...db.files import Files, write_file
from ...forms import UploadedFile
from ..rendering.lookups import files
from .asking import Asking

_MARK = "~upload"
_NAME_LENGTH = 255
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+_-]{0,60}/[a-z0-9][a-z0-9.+_-]{0,100}")


async def stored(connections: Connections, asking: Asking, form: FormData) -> AsyncIterator[tuple[str, str]]:
    """The names of the fields whose file was posted, and the ids that the files have got."""
    for name, value in form.multi_items():
        if not (isinstance(value, UploadFile) and name.endswith(_MARK) and value.size):
            continue
        media_type = (value.content_type or "").partition(";")[0].strip().lower()
        row = await asyncio.to_thread(
            write_file,
            connections.database,
            value.file,
            name=_plain(value.filename or ""),
            media_type=media_type if _MEDIA_TYPE.fullmatch(media_type) else BINARY,
            actor=asking.actor,
            lifetime=connections.settings.file_lifetime,
        )
        yield name.removesuffix(_MARK), str(row.file_id)


async def known_files(
    connections: Connections, asking: Asking, pages: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> dict[str, UploadedFile]:
    """What is known of the files on pages that are filled in, by id.

    Args:
        connections: where they are.
        asking: the form that they are for.
        pages: the JSON Schema and the values of each.
    """
    ids = {text for schema, values in pages for _, text in files(schema, values) if text}
    store = Files(connections.database, asking.actor, asking.drafted.process_id if asking.drafted else None)

    def read() -> dict[str, UploadedFile]:
        found = {text: store.uploaded_file(UUID(text)) for text in ids if _is_id(text)}
        return {text: file for text, file in found.items() if file is not None}

    return await asyncio.to_thread(read) if ids else {}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _plain(name: str) -> str:
    """A file's name without path and without what no name has."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(letter for letter in last if letter.isprintable())[-_NAME_LENGTH:] or "file"
