"""File.

A file. It is uploaded first; the field holds the id that it got. The server checks that there is such a file, that it
is not too large and of a type that is taken: it asks the `FileStore` that `bind_files` has bound, so a form with
files is walked inside that. `image/*` stands for every kind of image. How files are uploaded and read by steps:
[Ask for secrets and files](../../how-to/ask-for-secrets-and-files.md#files).
"""

from typing import Annotated
from uuid import UUID

from perdure.forms import File, FormPage, UploadedFile


class Page(FormPage):
    contract: Annotated[UUID, File(max_bytes=5_000_000, accept=("application/pdf", "image/*"))]


CONTRACT, FILM = "866525c8-a868-49bc-b006-1a60e492631e", "1f1f6a3e-6b0e-4a57-8b0b-1b8d4a1f0f2b"
GONE = "00000000-0000-0000-0000-000000000000"
RIGHT = {"contract": CONTRACT}
WRONG = [{"contract": FILM}, {"contract": GONE}, {"contract": "contract.pdf"}]


class Store:
    """Two files."""

    files = {  # noqa: RUF012 — nobody alters it
        CONTRACT: UploadedFile("contract.pdf", "application/pdf", 120_000),
        FILM: UploadedFile("film.mp4", "video/mp4", 2_000_000),
    }

    def uploaded_file(self, file_id: UUID) -> UploadedFile | None:
        """One of them."""
        return self.files.get(str(file_id))
