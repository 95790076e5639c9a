"""The worker process: runs interpreter and steps; start it with ``perdure worker`` or ``python worker.py``."""

import asyncio
import contextlib
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib.metadata import version
from typing import Final, TypeVar

import structlog
from temporalio.client import Client
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import Interceptor, Worker, WorkerDeploymentConfig
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

# Absolute imports: as `python worker.py` this file belongs to no package.
from perdure.activities.bookkeeping import Bookkeeping
from perdure.activities.control import Control
from perdure.activities.overdue import Overdue
from perdure.activities.runner import Runner, unknown_step
from perdure.db.cipher import Cipher
from perdure.db.customers import ensure_default_customer
from perdure.db.engine import Database
from perdure.db.products import mirror_products
from perdure.domain.catalogue import catalogue
from perdure.domain.errors import PerdureError, UnavailableError
from perdure.settings import Settings, SettingsError
from perdure.workflows.connection import connect, ensure_search_attributes
from perdure.workflows.reconciler import reconcile_until
from perdure.workflows.scheduled_start import ScheduledStarter
from perdure.workflows.scheduled_start_workflow import ScheduledStart
from perdure.workflows.schedules import reconcile_schedules
from perdure.workflows.serving import Failure
from perdure.workflows.sweep import Sweeper
from perdure.workflows.sweep_workflow import Sweep
from perdure.workflows.workflow_types import workflow_types

STEPS_AT_ONCE: Final = 100
"""Temporal's own default; each may need a thread while its body runs."""

CONNECTIONS: Final = 20
"""Kept open to PostgreSQL; as many again may be opened under load."""

GRACE: Final = timedelta(seconds=30)
"""So long a stopping worker lets its steps finish, before Temporal gives them to another."""

# No author's code runs in a workflow, so nothing is gained by importing everything again for every run.
SANDBOX: Final = SandboxedWorkflowRunner(
    restrictions=SandboxRestrictions.default.with_passthrough_modules("perdure", "pydantic", "pydantic_core")
)
"""Runs workflows: for workers and whoever replays histories."""

_PAUSE_SECONDS: Final = 2.0

_log = structlog.stdlib.get_logger()

T = TypeVar("T")


async def run_worker(
    settings: Settings, *, interceptors: Sequence[Interceptor] = (), stopped: asyncio.Event | None = None
) -> None:
    """Run a worker until it is told to stop; waits for servers that are away.

    Args:
        settings: which database, which Temporal, which key.
        interceptors: Temporal's hooks around workflows and activities, such as tracing.
        stopped: set it to stop; SIGINT and SIGTERM do when it is left out.
    """
    stop = stopped or _stop_on_signal()
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2 * CONNECTIONS, "perdure"))
    catalogue.load_installed(settings.plugins)
    database = Database(settings.database_url, pool_size=CONNECTIONS)
    try:
        await _until_there(stop, lambda: asyncio.to_thread(_prepare, database))
        client = await _until_there(stop, lambda: connect(settings))
        if client is not None:
            await _serve(settings, database, client, interceptors, stop)
    finally:
        database.close()


def work(settings: Settings) -> None:
    """Run a worker as this process, until it is told to stop.

    Args:
        settings: which database, which Temporal, which key.
    """
    # What is loaded now stays. Left among what comes and goes, it would let a quarter of all that pile up as garbage
    # before Python looks (gc's threshold for the oldest generation).
    gc.freeze()
    asyncio.run(run_worker(settings))


def main() -> int:
    """Run a worker with the settings of the environment; returns the exit code."""
    try:
        work(Settings.load())
    except (PerdureError, SettingsError) as error:
        print(f"perdure worker: {error}", file=sys.stderr)  # noqa: T201 — one line at the terminal
        return 1
    return 0


async def _serve(
    settings: Settings,
    database: Database,
    client: Client,
    interceptors: Sequence[Interceptor],
    stop: asyncio.Event,
) -> None:
    task_queue = settings.task_queue
    cipher = Cipher(settings.encryption_key())
    # Threads of their own: however long the bodies of steps take, what is committed and decided goes on beside them.
    bodies = ThreadPoolExecutor(STEPS_AT_ONCE, "step")
    runner = Runner(database, cipher, bodies)
    bookkeeping = Bookkeeping(
        database, searchable=await ensure_search_attributes(client), deploy_grace=settings.deploy_grace
    )
    failure = Failure()
    worker = Worker(
        client,
        task_queue=task_queue,
        workflows=[Sweep, ScheduledStart, *workflow_types(catalogue.workflows)],
        activities=[
            *bookkeeping.activities(),
            *Control(database, cipher).activities(),
            *Overdue(database).activities(),
            unknown_step,
            *Sweeper(database, client, task_queue).activities(),
            *ScheduledStarter(database, client, task_queue).activities(),
            *(runner.activity(step, key) for key, step in catalogue.steps.items()),
        ],
        max_concurrent_activities=STEPS_AT_ONCE,
        graceful_shutdown_timeout=GRACE,
        on_fatal_error=failure.note,
        interceptors=interceptors,
        workflow_runner=SANDBOX,
        # Left out, Temporal compiles and hashes every module that is loaded: two seconds of every start.
        deployment_config=WorkerDeploymentConfig(
            WorkerDeploymentVersion("perdure", version("perdure")), use_worker_versioning=False
        ),
    )
    await reconcile_schedules(client, database, interval=settings.validation_interval, task_queue=task_queue)
    reconciler = asyncio.create_task(reconcile_until(stop, client, database, task_queue=task_queue))
    _log.info("worker ready", task_queue=task_queue, workflows=sorted(catalogue.workflows))
    try:
        await failure.serve(worker, stop)
    finally:
        stop.set()
        await reconciler


def _prepare(database: Database) -> None:
    mirror_products(database, catalogue)
    ensure_default_customer(database)


async def _until_there(stop: asyncio.Event, ask: Callable[[], Awaitable[T]]) -> T | None:
    """Ask again and again until a server answers; None when the worker is told to stop first."""
    while not stop.is_set():
        try:
            return await ask()
        except (UnavailableError, RuntimeError) as error:
            _log.warning("a server is away; trying again", error=str(error))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _PAUSE_SECONDS)
    return None


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


if __name__ == "__main__":
    sys.exit(main())
