"""The Temporal server: ready when it says so, and with a memory if asked for one."""

import asyncio
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from perdure.embedded.temporal import TemporalServer


@pytest.fixture
def server(folder: Path) -> Iterator[TemporalServer]:
    """A server with a memory that is not started yet, and is gone afterwards."""
    server = TemporalServer(folder / "temporal", namespace="of-our-own", keep=True)
    yield server
    server.kill()


async def begin(server: TemporalServer) -> str:
    """Start a workflow that no worker will ever take up."""
    client = await Client.connect(server.address, namespace="of-our-own")
    handle = await client.start_workflow("Wait", id=str(uuid.uuid4()), task_queue="nobody")
    return handle.id


async def status(server: TemporalServer, workflow: str) -> WorkflowExecutionStatus | None:
    client = await Client.connect(server.address, namespace="of-our-own")
    return (await client.get_workflow_handle(workflow).describe()).status


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_workflows_survive_stop_and_crash_when_kept(server: TemporalServer, end: str) -> None:
    """Stopped or killed, and started again: a running workflow still runs, at the same address."""
    address = server.start().address
    workflow = asyncio.run(begin(server))
    getattr(server, end)()

    server.start()

    assert address == server.address
    assert WorkflowExecutionStatus.RUNNING == asyncio.run(status(server, workflow))


def test_nothing_is_kept_unless_asked(folder: Path) -> None:
    """Without `keep` a new start is a new server."""
    server = TemporalServer(folder / "temporal", namespace="of-our-own")
    with server:
        workflow = asyncio.run(begin(server))

    with server, pytest.raises(RPCError) as caught:
        asyncio.run(status(server, workflow))

    assert RPCStatusCode.NOT_FOUND == caught.value.status


def test_the_web_ui_is_served_without_news_from_the_internet(temporal: TemporalServer) -> None:
    """The Web UI answers at its address, and is told not to fetch a news feed."""
    assert "<html" in httpx2.get(temporal.ui_url, trust_env=False).text.lower()
    assert (
        httpx2.get(f"{temporal.ui_url}/api/v1/settings", trust_env=False).json()["DisableNewsFetch"] is True
    )
