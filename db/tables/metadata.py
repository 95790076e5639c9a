"""What all tables have in common."""

from datetime import datetime

from sqlalchemy import Column, DateTime, MetaData, func

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def now(name: str) -> Column[datetime]:
    """A column with the moment at which its transaction began."""
    return Column(name, DateTime(timezone=True), nullable=False, server_default=func.now())
