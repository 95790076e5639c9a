"""Files: uploaded beforehand, here by their ids."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest

from perdure.forms import (
    File,
    FormException,
    FormPage,
    FormValidationError,
    UploadedFile,
    bind_files,
    form_errors,
    page_schema,
    post_form,
)

PDF, PNG, LARGE = uuid4(), uuid4(), uuid4()


@dataclass
class Shelf:
    """A few files in memory."""

    files: dict[UUID, UploadedFile]

    def uploaded_file(self, file_id: UUID) -> UploadedFile | None:
        return self.files.get(file_id)


class Page(FormPage):
    contract: Annotated[UUID, File(max_bytes=1000, accept=("application/pdf", "image/*"))]
    any: Annotated[UUID | None, File()] = None


@pytest.fixture
def shelf() -> Iterator[None]:
    files = {
        PDF: UploadedFile("contract.pdf", "application/pdf", 1000),
        PNG: UploadedFile("scan.png", "image/png", 10),
        LARGE: UploadedFile("film.mp4", "video/mp4", 1_000_000),
    }
    with bind_files(Shelf(files)):
        yield


def test_schema() -> None:
    """Clients learn what may be uploaded."""
    assert {
        "type": "string",
        "format": "file",
        "maxBytes": 1000,
        "accept": ["application/pdf", "image/*"],
        "title": "Contract",
    } == page_schema(Page)["properties"]["contract"]


@pytest.mark.parametrize("file_id", [PDF, PNG])
def test_taken(shelf: None, file_id: UUID) -> None:
    """A file of an accepted type and size is taken by its id; so is none where it may be left out."""
    assert {"contract": str(file_id), "any": None} == post_form(
        lambda: Page, {}, [{"contract": str(file_id)}]
    )


@pytest.mark.parametrize(
    ("answers", "kind", "msg"),
    [
        ({"contract": str(uuid4())}, "file_missing", "This file is not here (any more); upload it again"),
        (
            {"contract": str(LARGE)},
            "file_too_large",
            "film.mp4 is too large: 1000000 bytes; at most 1000 bytes are taken",
        ),
        ({"contract": "x"}, "uuid_parsing", "Enter a UUID, such as 866525c8-a868-49bc-b006-1a60e492631e"),
    ],
)
def test_refused(shelf: None, answers: dict[str, Any], kind: str, msg: str) -> None:
    """A file that is gone or too large is refused in words that name it."""
    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Page, {}, [answers])

    assert [(kind, msg)] == [(error.type, error.msg) for error in form_errors(raised.value)]


def test_type(shelf: None) -> None:
    """A file of another type is refused with the types that are taken."""

    class Pictures(FormPage):
        picture: Annotated[UUID, File(accept=("image/*",))]

    with pytest.raises(FormValidationError) as raised:
        post_form(lambda: Pictures, {}, [{"picture": str(PDF)}])

    assert "contract.pdf is application/pdf; upload one of these: image/*" == raised.value.errors[0].msg


def test_nowhere() -> None:
    """Without a store that knows the files, whoever runs the form is told what to do."""
    with pytest.raises(FormException, match="walk forms with files inside bind_files"):
        post_form(lambda: Page, {}, [{"contract": str(PDF)}])
