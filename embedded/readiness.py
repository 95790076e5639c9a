"""Whether our own commands do their work yet: the API answers, a worker asks for work."""

import asyncio

import httpx2
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client

from ..settings import Settings


def answers(url: str) -> bool:
    """Whether a GET of the address succeeds."""
    try:
        return httpx2.get(url, trust_env=False).is_success  # no proxy between us and ourselves
    except httpx2.TransportError:
        return False


def temporal_trouble(api_url: str) -> str | None:
    """Return what the API says is wrong with Temporal; None if nothing is."""
    health = httpx2.get(f"{api_url}/api/health", trust_env=False, timeout=10).json()
    return None if health["temporal"] == "ok" else str(health["temporal"])


def is_polled(settings: Settings) -> bool:
    """Whether some worker asks for work on the task queue."""
    return asyncio.run(_has_pollers(settings))


async def _has_pollers(settings: Settings) -> bool:
    client = await Client.connect(settings.temporal_address, namespace=settings.temporal_namespace)
    queue = TaskQueue(name=settings.task_queue)
    request = DescribeTaskQueueRequest(namespace=settings.temporal_namespace, task_queue=queue)
    return bool((await client.workflow_service.describe_task_queue(request)).pollers)
