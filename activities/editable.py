"""What an operator may change before a retry: the keys of State that the failed step reads, and their types."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic_core import PydanticSerializationError, from_json, to_json

from ..db.engine import Database
from ..db.kept_results import has_kept_result
from ..db.overlays import load_overlays
from ..db.places import Place
from ..db.processes import read_row
from ..db.step_queries import open_step
from ..domain.catalogue import catalogue
from ..domain.errors import ConflictError
from ..domain.injection import PlainValue
from ..domain.position import UNDO_PREFIX, view_at
from ..domain.process import StepStatus
from .reserved import RESERVED
from .step import Step


@dataclass(frozen=True, slots=True)
class Editable:
    """A failed step and what it reads.

    Args:
        position: where it is.
        title: for people.
        values: what it reads, by key; without subscriptions, secrets and what is Perdure's own.
        known: their values in State as it sees it, else their defaults.
        schema: the JSON Schema of these as one object.
        has_result: whether it has left a result that can be applied instead of another run.
    """

    position: str
    title: str
    values: Mapping[str, PlainValue]
    known: Mapping[str, Any]
    schema: Mapping[str, Any]
    has_result: bool

    def is_as_before(self, key: str, value: Any) -> bool:
        """Whether a value means what is known already, however it is written."""
        if key not in self.known:
            return value in ("", None)
        before = self.known[key]
        try:
            return bool(before == value or self._cast(key, before) == self._cast(key, value))
        except ValidationError:
            return False

    def _cast(self, key: str, value: Any) -> Any:
        return self.values[key].adapter.validate_json(to_json(value))


def read_editable(database: Database, process_id: UUID, position: str | None = None) -> Editable:
    """The failed step of a process with what it reads.

    Args:
        database: where the process is.
        process_id: the process.
        position: which step, when several have failed side by side; the oldest when left out.

    Raises:
        NotFoundError: there is no such process.
        ConflictError: no failed step waits for a decision.
    """
    with database.reading() as connection:
        parent = read_row(connection, process_id)
        undoing = parent.abort is not None
        row = open_step(connection, process_id, StepStatus.FAILED, position=position, undoing=undoing)
        if row is None or parent.finished_at is not None:
            raise ConflictError(
                f"Process {process_id} is {parent.status}; no failed step waits for a decision."
            )
        place = Place(process_id, row.position, row.generation)
        state = view_at(row.position, load_overlays(connection, process_id, row.position)).state
        values = _values(row.key, row.position)
        return Editable(
            row.position,
            row.title,
            values,
            _known(values, state),
            _schema(values),
            has_kept_result(connection, place),
        )


def _values(key: str, position: str) -> dict[str, PlainValue]:
    step = catalogue.steps.get(key)
    # An undo reads what its own step left, which is not what is edited.
    if not isinstance(step, Step) or position.startswith(UNDO_PREFIX):
        return {}
    found = step.injection.plain_values
    return {name: one for name, one in found.items() if name not in RESERVED and _has_schema(one.adapter)}


def _known(values: Mapping[str, PlainValue], state: Mapping[str, Any]) -> dict[str, Any]:
    known = {}
    for name, one in values.items():
        if name in state:
            known[name] = state[name]
        elif not one.required:
            with suppress(PydanticSerializationError):  # a default that is no JSON
                known[name] = from_json(one.adapter.dump_json(one.default, warnings=False))
    return known


def _has_schema(adapter: TypeAdapter[Any]) -> bool:
    try:
        adapter.json_schema()
    except PydanticInvalidForJsonSchema:  # JSON can be cast to it, in a way that no schema tells
        return False
    return True


def _schema(values: Mapping[str, PlainValue]) -> dict[str, Any]:
    schemas, definitions = TypeAdapter.json_schemas(
        [(name, "validation", one.adapter) for name, one in values.items()]
    )
    return {
        "type": "object",
        "properties": {name: schema for (name, _), schema in schemas.items()},
        "required": [name for name, one in values.items() if one.required],
        "$defs": definitions.get("$defs", {}),
    }
