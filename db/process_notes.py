"""Notes that people keep with a process."""

from uuid import UUID

from sqlalchemy import update

from ..domain.errors import NotFoundError
from .engine import Database
from .events import record_event
from .tables import process


def set_note(database: Database, process_id: UUID, note: str | None, *, actor: str) -> None:
    """Replace the note of a process; None removes it.

    Raises:
        NotFoundError: there is no such process.
    """
    with database.transaction() as connection:
        # `updated_at` stays: it says when the process moved, and a note moves nothing.
        written = connection.execute(
            update(process).where(process.c.process_id == process_id).values(note=note)
        )
        if not written.rowcount:
            raise NotFoundError(f"There is no process {process_id}.")
        record_event(connection, "process.note", actor, process_id=process_id, data={"note": note})
