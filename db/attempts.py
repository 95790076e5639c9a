"""Attempts that failed and will be repeated: how many, and what the last one said."""

from sqlalchemy import func
from sqlalchemy.dialects.postgresql import insert

from .engine import Database
from .places import Place
from .tables import process_attempt


def record_attempt(database: Database, place: Place, attempt: int, error_class: str, message: str) -> None:
    """Note that an attempt failed, over the one before."""
    error = {"class": error_class, "message": message}
    with database.transaction() as connection:
        connection.execute(
            insert(process_attempt)
            .values(
                process_id=place.process_id,
                position=place.position,
                generation=place.generation,
                attempt=attempt,
                error=error,
            )
            .on_conflict_do_update(
                index_elements=["process_id", "position", "generation"],
                set_={"attempt": attempt, "error": error, "failed_at": func.now()},
            )
        )
