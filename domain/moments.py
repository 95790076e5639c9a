"""Moments as people write them."""

from datetime import UTC, datetime


def in_utc(moment: datetime) -> datetime:
    """The moment; one that was written without a zone is in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
