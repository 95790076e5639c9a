"""What each version of a subscription changed."""

from collections.abc import Collection
from itertools import pairwise
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import Connection, select

from ..domain.difference import Difference, difference
from .tables import subscription_version


class AnyVersion(Protocol):
    """A version, as a row or as the API shows it."""

    @property
    def status(self) -> Any:
        """Its status then."""

    @property
    def description(self) -> Any:
        """What it was, in words."""

    @property
    def document(self) -> Any:
        """Its blocks and fields then."""


def between(older: AnyVersion, newer: AnyVersion) -> list[Difference]:
    """Every field that differs between two versions."""
    return difference(_fields(older), _fields(newer))


def version_changes(
    connection: Connection, subscription_id: UUID, versions: Collection[int]
) -> dict[int, list[Difference]]:
    """What these versions changed, by version; the first one changed nothing.

    Args:
        connection: where to read.
        subscription_id: of which subscription.
        versions: their numbers.
    """
    if not versions:
        return {}
    it = subscription_version.c
    query = (
        select(it.version, it.status, it.description, it.document)
        .where(
            it.subscription_id == subscription_id,
            it.version.in_({*versions, *(version - 1 for version in versions)}),
        )
        .order_by(it.version)
    )
    found = connection.execute(query).all()
    return {
        newer.version: between(older, newer)
        for older, newer in pairwise(found)
        if newer.version in versions and older.version == newer.version - 1
    }


def _fields(version: AnyVersion) -> dict[str, Any]:
    return {"status": str(version.status), "description": version.description, **version.document}
