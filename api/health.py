"""Whether the servers behind the API answer."""

import asyncio
from datetime import timedelta
from enum import StrEnum
from typing import Final

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field
from sqlalchemy import text
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from ..db.engine import Database
from .connections import Connected
from .problems import documented

router = APIRouter(tags=["health"])

PATIENCE: Final = timedelta(seconds=2)
"""How long Temporal may take to answer: well inside what load balancers give a health check."""


class HealthStatus(StrEnum):
    """How well the API can do its work."""

    OK = "ok"
    DEGRADED = "degraded"


class Health(BaseModel):
    """How the servers behind the API are."""

    status: HealthStatus = Field(
        description="`degraded`: everything is accepted and kept, but does not go on until Temporal is back."
    )
    postgresql: str = Field(description="`ok`; when PostgreSQL is away the answer is a 503 instead.")
    temporal: str = Field(description="`ok`, or what is wrong and where we looked.")


@router.get("/health", responses=documented(503))
async def get_health(connections: Connected) -> Health:
    """Whether PostgreSQL and Temporal answer."""
    await run_in_threadpool(_ask_postgresql, connections.database)
    trouble = await _ask_temporal(connections.client)
    if trouble is None:
        return Health(status=HealthStatus.OK, postgresql="ok", temporal="ok")
    address, namespace = connections.settings.temporal_address, connections.client.namespace
    return Health(
        status=HealthStatus.DEGRADED,
        postgresql="ok",
        temporal=f"Temporal at {address}, namespace {namespace}: {trouble}.",
    )


def _ask_postgresql(database: Database) -> None:
    with database.reading() as connection:
        connection.execute(text("SELECT 1"))


async def _ask_temporal(client: Client) -> str | None:
    """What is wrong with Temporal, or None."""
    request = DescribeNamespaceRequest(namespace=client.namespace)
    try:
        # Two limits: the one of the call does not cover the time to connect.
        async with asyncio.timeout(PATIENCE.total_seconds()):
            await client.workflow_service.describe_namespace(request, timeout=PATIENCE)
    except TimeoutError:
        return f"no answer within {PATIENCE.total_seconds():.0f} s"
    except RPCError as error:
        return error.message
    except RuntimeError:
        # What temporalio raises when a lazy client cannot connect.
        return "nobody listens there"
    return None
