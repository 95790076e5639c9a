"""What a process that waits for a person costs a worker: its memory with a thousand of them, and with ten thousand.

    .venv/bin/python benchmarks/parked.py

Every one is a process like any other, with a run in Temporal, parked in an input step. A worker keeps the workflows
that it saw last in memory, a thousand unless told otherwise (Temporal's ``max_cached_workflows``); the others are a row
and a history, which is read again when somebody answers. So the cache is full both times, and what is compared is what
ten times as many waiting processes add to it.
"""

import asyncio
import base64
import logging
import os
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL

import structlog
from pydantic import SecretStr
from rich.console import Console
from sqlalchemy import text

from perdure import Plugin, StepList, begin, inputstep, task
from perdure.activities.admission import admit
from perdure.db.engine import Database
from perdure.db.migrate import upgrade
from perdure.domain.catalogue import catalogue
from perdure.forms import FormGenerator, FormPage
from perdure.settings import SECRET_KEY_BYTES, Settings
from perdure.testing.servers import postgres_server, temporal_server
from perdure.testing.waiting import eventually
from perdure.workflows.connection import connect
from perdure.workflows.notify import notify

FEW, MANY = 1_000, 10_000
AT_MOST_MORE = 0.10
AT_ONCE = 50
SAMPLES = 10


class Yes(FormPage):  # noqa: D101 — it would be the page's description
    yes: bool


@inputstep("Wait for a person", assignee="somebody")
def wait_for_a_person() -> FormGenerator:
    """Ask somebody."""
    page = yield Yes
    return page.answers()


@task("Park")
def park() -> StepList:
    """Wait, and nothing else."""
    return begin >> wait_for_a_person


plugin = Plugin("parked", workflows=[park])


@contextmanager
def working(settings: Settings) -> Iterator[int]:
    """Has a worker run, as everybody's does; gives the id of its process."""
    key = settings.secret_key.get_secret_value() if settings.secret_key else ""
    known = {
        "PERDURE_DATABASE_URL": settings.database_url,
        "PERDURE_TEMPORAL_ADDRESS": settings.temporal_address,
        "PERDURE_SECRET_KEY": key,
        "PERDURE_PLUGINS": "parked:plugin",
        "PYTHONPATH": str(Path(__file__).parent),
    }
    command = [sys.executable, "-m", "perdure.cli", "worker"]
    environment = os.environ | known
    with subprocess.Popen(command, env=environment, stdout=DEVNULL, stderr=DEVNULL) as worker:  # noqa: S603 — our own
        try:
            yield worker.pid
        finally:
            worker.terminate()


@contextmanager
def installed() -> Iterator[Settings]:
    """An installation of its own; gives its settings."""
    with postgres_server() as postgres, temporal_server() as temporal:
        settings = Settings(
            database_url=postgres.create_database("perdure"),
            temporal_address=temporal.address,
            secret_key=SecretStr(base64.b64encode(secrets.token_bytes(SECRET_KEY_BYTES)).decode()),
        )
        upgrade(settings.database_url)
        yield settings


async def start(settings: Settings, database: Database, number: int) -> None:
    """Start so many processes."""
    client = await connect(settings)

    async def one() -> None:
        accepted = await admit(database, "park", [], actor="somebody")
        await notify(client, database, accepted.process_id, task_queue=settings.task_queue)

    await asyncio.gather(*(one() for _ in range(number)))


def parked(database: Database) -> int:
    """How many processes wait for a person."""
    with database.reading() as connection:
        return connection.scalar(text("SELECT count(*) FROM process WHERE status = 'suspended'")) or 0


def memory_of(pid: int) -> float:
    """The resident memory of a process in MB, over some seconds."""
    samples = []
    for _ in range(SAMPLES):
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        samples.append(int(status.partition("VmRSS:")[2].split()[0]) / 1000)
        time.sleep(1)
    return statistics.median(samples)


def main() -> int:
    """Measure, print, and say whether the promise holds."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    catalogue.load(plugin)
    console = Console()
    found: dict[int, float] = {}
    with installed() as settings, working(settings) as worker:
        database = Database(settings.database_url)
        for number in (FEW, MANY):
            # Not all at once: a worker that is given more than it can do hands workflows back, to be begun again.
            for count in range(parked(database) + AT_ONCE, number + 1, AT_ONCE):
                asyncio.run(start(settings, database, AT_ONCE))
                eventually(lambda count=count: parked(database) == count, seconds=60, what="all to be parked")
            found[number] = memory_of(worker)
            console.print(f"{number:6,} parked processes: the worker has {found[number]:.0f} MB")
        database.close()
    more = found[MANY] / found[FEW] - 1
    console.print(f"{more:+.1%}, at most {AT_MOST_MORE:.0%} is promised")
    return 0 if more <= AT_MOST_MORE else 1


if __name__ == "__main__":
    sys.exit(main())
