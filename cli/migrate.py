"""`perdure migrate`."""

from ..settings import Settings


def migrate() -> None:
    """Bring the database's schema up to date. Safe to run twice, and from several places at once."""
    from ..db.migrate import upgrade

    upgrade(Settings.load().database_url)
