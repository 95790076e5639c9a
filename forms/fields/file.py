"""A file: uploaded beforehand, here by its id."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Annotated, Any, Protocol
from uuid import UUID

from pydantic import AfterValidator, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError

from ..errors import FormException

_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """What is known of an uploaded file.

    Args:
        name: What it was called.
        media_type: Its type, such as `application/pdf`.
        size: In bytes.
    """

    name: str
    media_type: str
    size: int


class FileStore(Protocol):
    """Where uploaded files are."""

    def uploaded_file(self, file_id: UUID) -> UploadedFile | None:
        """The file of this id; None if there is none that this form may use (any more)."""


_store: ContextVar[FileStore] = ContextVar("file_store")


@contextmanager
def bind_files(store: FileStore) -> Iterator[None]:
    """Lets `File` fields find uploaded files while the block runs, in this thread or task and those it starts."""
    token = _store.set(store)
    try:
        yield
    finally:
        _store.reset(token)


@dataclass(frozen=True, slots=True)
class File:
    """A file, as in `contract: Annotated[UUID, File(accept=("application/pdf",))]`.

    It is uploaded first; the field holds the id that it got. Whether there is such a file is asked of the store that
    `bind_files` has bound.

    Args:
        max_bytes: How large it may be.
        accept: The media types that are taken, `image/*` among them; all when left out.
    """

    max_bytes: int = 10 * _MEGABYTE
    accept: tuple[str, ...] = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema: dict[str, Any] = {"format": "file", "maxBytes": self.max_bytes}
        if self.accept:
            schema["accept"] = list(self.accept)
        return handler(Annotated[source, AfterValidator(self._checked), Field(json_schema_extra=schema)])

    def _checked(self, file_id: UUID | None) -> UUID | None:
        if file_id is None:
            return None
        try:
            store = _store.get()
        except LookupError:
            raise FormException("No file store is bound; walk forms with files inside bind_files.") from None
        found = store.uploaded_file(file_id)
        if found is None:
            raise PydanticCustomError("file_missing", "This file is not here (any more); upload it again")
        context = {
            "name": found.name[:100],
            "media_type": found.media_type[:100],
            "size": found.size,
            "max_bytes": self.max_bytes,
            "accepted": ", ".join(self.accept),
        }
        if found.size > self.max_bytes:
            raise PydanticCustomError("file_too_large", "{name} is too large", context)
        if self.accept and not any(_covers(accepted, found.media_type) for accepted in self.accept):
            raise PydanticCustomError("file_type", "{name} is {media_type}", context)
        return file_id


def _covers(accepted: str, media_type: str) -> bool:
    """Whether a type is another one, or one of its group: `image/*` covers `image/png`."""
    group, _, kind = accepted.partition("/")
    return media_type.startswith(f"{group}/") if kind == "*" else media_type == accepted
