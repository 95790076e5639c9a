"""Real worker processes."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from perdure.embedded.child import Child
from perdure.settings import Settings

REPOSITORY = Path(__file__).parents[2]
WORKER = REPOSITORY / "worker.py"


@contextmanager
def worker_process(
    settings: Settings, log: Path, *, script: Path = WORKER, environment: Mapping[str, str] | None = None
) -> Iterator[Child]:
    """Run a worker as ``python worker.py``, or as another script, while the block runs.

    Args:
        settings: which database, which Temporal.
        log: where its output goes.
        script: the program.
        environment: what it knows beyond the settings.
    """
    assert settings.secret_key is not None
    known = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent),
        "PERDURE_PLUGINS": "orders:plugin",
        "PERDURE_DATABASE_URL": settings.database_url,
        "PERDURE_TEMPORAL_ADDRESS": settings.temporal_address,
        "PERDURE_TEMPORAL_NAMESPACE": settings.temporal_namespace,
        "PERDURE_SECRET_KEY": settings.secret_key.get_secret_value(),
        **(environment or {}),
    }
    child = Child("worker", log=log)
    child.start([sys.executable, script], environment=known)
    try:
        yield child
    finally:
        child.stop()
