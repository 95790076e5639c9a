"""Real servers for a test run: started in a second, with nothing left of them afterwards."""

import asyncio
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from google.protobuf.duration_pb2 import Duration
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.client import Client

from ..embedded.postgres import PostgresServer
from ..embedded.temporal import TemporalServer

# Nothing here has to survive the machine's crash. A commit still survives a killed server, which it would not
# with synchronous_commit=off.
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    # Kept with the data, and so removed with it: what a killed server has elsewhere stays until the machine restarts.
    "dynamic_shared_memory_type": "mmap",
}
# Files in memory, where the system has room for them: making a database there costs a fifth.
MEMORY = Path("/dev/shm")  # noqa: S108 — the folders in it have names that nobody can foresee
ENOUGH = 2 * 1024**3  # bytes

RETENTION = Duration(seconds=24 * 60 * 60)


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Give a folder that is removed afterwards, and that other accounts may pass through.

    As root, PostgreSQL runs as somebody else, who could not reach its data below pytest's ``tmp_path``.
    """
    roomy = os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH
    folder = Path(tempfile.mkdtemp(prefix="perdure-", dir=MEMORY if roomy else None))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@contextmanager
def postgres_server(*, name: str = "PostgreSQL", extensions: Path | None = None) -> Iterator[PostgresServer]:
    """Give a new PostgreSQL server.

    Args:
        name: what its errors call it.
        extensions: a folder of extensions that it offers beside the built-in ones.
    """
    with temporary_folder() as folder:
        server = PostgresServer(folder / "postgres", name=name, extensions=extensions, parameters=QUICK)
        try:
            yield server.start()
        finally:
            server.kill()  # quicker than in good order, and nobody will read the data again


@contextmanager
def temporal_server() -> Iterator[TemporalServer]:
    """Give a new Temporal server. It keeps what it knows when a test kills it and starts it again."""
    with temporary_folder() as folder:
        server = TemporalServer(folder / "temporal", keep=True)
        try:
            yield server.start()
        finally:
            server.kill()


@contextmanager
def fresh_database(server: PostgresServer, *, template: str = "template1") -> Iterator[str]:
    """Give the SQLAlchemy URL of a new database, a copy of the template, dropped afterwards.

    Copying takes a twentieth of a second, however many migrations made the template. So a test may commit
    and still meets no other test.
    """
    name = f"test_{uuid.uuid4().hex}"
    try:
        yield server.create_database(name, template=template)
    finally:
        server.drop_database(name)


def fresh_namespace(server: TemporalServer) -> str:
    """Make a Temporal namespace and return its name. One costs a few milliseconds."""
    name = f"test-{uuid.uuid4().hex}"
    asyncio.run(_register(server.address, name))
    return name


async def _register(address: str, namespace: str) -> None:
    client = await Client.connect(address)
    request = RegisterNamespaceRequest(namespace=namespace, workflow_execution_retention_period=RETENTION)
    await client.workflow_service.register_namespace(request)
