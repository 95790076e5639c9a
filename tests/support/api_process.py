"""A real `perdure api` process that knows lamps."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

from perdure.embedded.child import Child
from perdure.embedded.ports import free_port
from perdure.settings import Settings


@contextmanager
def api_process(settings: Settings, log: Path) -> Iterator[str]:
    """Serve the API on a port of its own, and give its address.

    Args:
        settings: which database, which Temporal.
        log: where its output goes.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    assert settings.secret_key is not None
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent),
        "PERDURE_PLUGINS": "lamps:plugin",
        "PERDURE_API_PORT": str(port),
        "PERDURE_DATABASE_URL": settings.database_url,
        "PERDURE_TEMPORAL_ADDRESS": settings.temporal_address,
        "PERDURE_TEMPORAL_NAMESPACE": settings.temporal_namespace,
        "PERDURE_SECRET_KEY": settings.secret_key.get_secret_value(),
    }
    child = Child("API", log=log)
    child.start([sys.executable, "-m", "perdure.cli", "api"], environment=environment)
    try:
        child.wait_until(lambda: _answers(address))
        yield address
    finally:
        child.stop()


def _answers(address: str) -> bool:
    try:
        return httpx2.get(f"{address}/api/customers", trust_env=False).is_success
    except httpx2.TransportError:
        return False
