"""What is kept for a while only, and thrown away when that has passed."""

from sqlalchemy import delete, func

from .engine import Database
from .tables import draft


def delete_expired(database: Database) -> None:
    """Throw away what nobody came back for."""
    with database.transaction() as connection:
        connection.execute(delete(draft).where(draft.c.expires_at < func.now()))
