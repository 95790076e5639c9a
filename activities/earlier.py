"""The answers that started an earlier process, to begin another one with."""

from __future__ import annotations

import asyncio
from typing import Any, Final
from uuid import UUID

from ..db.engine import Database
from ..db.processes import read_row

# What was current then need not be now.
_PASSED: Final = frozenset({"version"})


async def earlier_answers(database: Database, process_id: UUID) -> dict[str, Any]:
    """What a process was started with, by field name; secrets were never kept.

    Args:
        database: where it is.
        process_id: the process.

    Raises:
        NotFoundError: there is none.
    """

    def read() -> list[dict[str, Any]]:
        with database.reading() as connection:
            pages: list[dict[str, Any]] = read_row(connection, process_id).answers
            return pages

    pages = await asyncio.to_thread(read)
    return {name: value for page in pages for name, value in page.items() if name not in _PASSED}
