"""Results of steps that could not be saved, kept beside the step until a retry applies them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert

from .engine import Database
from .places import Place
from .tables import process_kept_result, process_step


def keep_result(database: Database, place: Place, result: Mapping[str, Any]) -> None:
    """Keep what a step had done, over what an earlier attempt had."""
    key = {"process_id": place.process_id, "position": place.position, "generation": place.generation}
    with database.transaction() as connection:
        connection.execute(
            insert(process_kept_result)
            .values(**key, result=result)
            .on_conflict_do_update(index_elements=list(key), set_={"result": result})
        )


def has_kept_result(connection: Connection, place: Place) -> bool:
    """Whether something was kept when this step failed."""
    kept = process_kept_result
    query = select(kept.c.position).where(
        kept.c.process_id == place.process_id,
        kept.c.position == place.position,
        kept.c.generation == place.generation,
    )
    return connection.execute(query).one_or_none() is not None


def result_to_apply(database: Database, place: Place) -> dict[str, Any] | None:
    """What the generation before this one had done, when an operator decided that it is to be applied."""
    kept, row = process_kept_result, process_step
    query = (
        select(kept.c.result)
        .join(
            row,
            (row.c.process_id == kept.c.process_id)
            & (row.c.position == kept.c.position)
            & (row.c.generation == kept.c.generation),
        )
        .where(
            kept.c.process_id == place.process_id,
            kept.c.position == place.position,
            kept.c.generation == place.generation - 1,
            row.c.decision["reapply"].as_boolean(),
        )
    )
    with database.reading() as connection:
        found: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
        return found
