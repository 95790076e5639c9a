"""How long the steps of a workflow take."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ..db.step_durations import step_durations
from ..domain.catalogue import catalogue
from ..domain.plan import NodeKind
from .connections import Connected
from .pages import Word
from .problems import documented

router = APIRouter(prefix="/workflows", tags=["workflows"])


class StepDuration(BaseModel):
    """How long one step has taken."""

    model_config = ConfigDict(from_attributes=True)

    key: str = Field(description="The durable name of the author's function.")
    title: str = Field(description="For people.")
    kind: NodeKind = Field(description="What is done with it; of `input` and `callback` it is the wait.")
    count: int = Field(description="How often it has been completed.")
    median: float = Field(description="Half of them took so many seconds at most.")
    p95: float = Field(description="Of a hundred, ninety-five took so many seconds at most.")


@router.get("/{key}/durations", responses=documented(404, 422, 503))
def get_durations(
    key: Word,
    connections: Connected,
    days: Annotated[int, Query(ge=1, le=3650, description="Of processes accepted within so many days.")] = 30,
) -> list[StepDuration]:
    """How long each step has taken, in the order of first use; steps that were never completed are left out."""
    workflow = catalogue.workflow(key)
    with connections.database.reading() as connection:
        rows = step_durations(connection, workflow.name, timedelta(days=days))
    return [StepDuration.model_validate(row) for row in rows]
