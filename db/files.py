"""Files that people upload for a form: the uploader's until a process uses them, from then on its own."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import IO, Any, Final
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, Row, and_, func, insert, or_, select, update

from ..domain.errors import ConflictError, NotFoundError
from ..forms import UploadedFile
from .engine import Database
from .tables import uploaded_file, uploaded_part

_PART: Final = 1024 * 1024
"""Bytes: few statements for a file of ten megabytes, and little memory for one of a gigabyte."""


def write_file(
    database: Database, source: IO[bytes], *, name: str, media_type: str, actor: str, lifetime: timedelta
) -> Row[*tuple[Any, ...]]:
    """Keep a file.

    Args:
        database: where.
        source: its content, from here on.
        name: what it is called.
        media_type: its type, such as `application/pdf`.
        actor: who uploads it.
        lifetime: so long it is kept unless a process uses it.
    """
    file_id = uuid4()
    with database.transaction() as connection:
        connection.execute(
            insert(uploaded_file).values(
                file_id=file_id,
                name=name,
                media_type=media_type,
                size=0,
                uploaded_by=actor,
                expires_at=func.now() + lifetime,
            )
        )
        size = 0
        for number, content in enumerate(iter(lambda: source.read(_PART), b"")):
            size += len(content)
            connection.execute(insert(uploaded_part).values(file_id=file_id, number=number, content=content))
        sized = update(uploaded_file).where(uploaded_file.c.file_id == file_id).values(size=size)
        return connection.execute(sized.returning(uploaded_file)).one()


@dataclass(slots=True)
class Files:
    """The files that somebody may use: those of a process, and what an actor has uploaded for one.

    Args:
        database: where they are.
        actor: who fills in a form; None where nobody does.
        process_id: the process whose form or step this is; None where there is none yet.
        used: those that were found.
    """

    database: Database
    actor: str | None = None
    process_id: UUID | None = None
    used: set[UUID] = field(default_factory=set)

    def uploaded_file(self, file_id: UUID) -> UploadedFile | None:
        """See `perdure.forms.FileStore`."""
        row = self.find(file_id)
        if row is None:
            return None
        self.used.add(file_id)
        return UploadedFile(row.name, row.media_type, row.size)

    def find(self, file_id: UUID) -> Row[*tuple[Any, ...]] | None:
        """The row of a file; None if there is none that may be used here (any more)."""
        query = select(uploaded_file).where(uploaded_file.c.file_id == file_id, self._usable())
        with self.database.reading() as connection:
            return connection.execute(query).one_or_none()

    def parts(self, file_id: UUID) -> Iterator[bytes]:
        """The content of a file, part by part.

        Raises:
            NotFoundError: there is no such file, or not for this process or actor.
        """
        if self.find(file_id) is None:
            raise NotFoundError(f"There is no file {file_id} here (any more).")
        return self._parts(file_id)

    def _parts(self, file_id: UUID) -> Iterator[bytes]:
        number = 0
        while True:
            query = select(uploaded_part.c.content).where(
                uploaded_part.c.file_id == file_id, uploaded_part.c.number == number
            )
            # A connection for each: whoever reads slowly must not keep one from the others.
            with self.database.reading() as connection:
                content = connection.scalar(query)
            if content is None:
                return
            yield content
            number += 1

    def _usable(self) -> ColumnElement[bool]:
        own = and_(
            uploaded_file.c.process_id.is_(None),
            uploaded_file.c.uploaded_by == self.actor,
            uploaded_file.c.expires_at > func.now(),
        )
        return or_(own, uploaded_file.c.process_id == self.process_id) if self.process_id else own


def take_files(connection: Connection, file_ids: Collection[UUID], process_id: UUID, *, actor: str) -> None:
    """Give files to a process, in the transaction that accepts the answers they are in.

    Raises:
        ConflictError: one has expired meanwhile, or another process has it.
    """
    if not file_ids:
        return
    files = uploaded_file.c
    taken = connection.scalars(
        update(uploaded_file)
        .where(
            files.file_id.in_(file_ids),
            or_(
                files.process_id == process_id,
                and_(files.process_id.is_(None), files.uploaded_by == actor),
            ),
        )
        .values(process_id=process_id, expires_at=None)
        .returning(files.file_id)
    ).all()
    if missing := {*file_ids} - {*taken}:
        listed = ", ".join(sorted(map(str, missing)))
        raise ConflictError(
            f"File {listed} is not here any more, or another process uses it; upload it again."
        )
