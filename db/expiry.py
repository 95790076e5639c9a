"""What is kept for a while only, and thrown away when that has passed."""

from sqlalchemy import delete, func

from .engine import Database
from .tables import draft, uploaded_file


def delete_expired(database: Database) -> None:
    """Throw away what nobody came back for."""
    with database.transaction() as connection:
        for table in (draft, uploaded_file):
            connection.execute(delete(table).where(table.c.expires_at < func.now()))
