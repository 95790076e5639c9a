"""`perdure run`: everything in the foreground, until it is told to stop or something ends by itself."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from ..domain.errors import ConflictError
from ..settings import Settings
from .lock import acquire
from .place import make_folder
from .record import LOCK, RunRecord
from .stack import Stack

# A terminal that is closed (SIGHUP) stops the run as Ctrl-C does.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Another terminal that looks who runs here holds the lock for a moment.
LOOKING = 0.5


class Stopped(BaseException):
    """A signal asked us to stop. A BaseException, so that nothing on the way takes it for a failure."""


def run(home: Path, settings: Settings, say: Callable[[str], None]) -> None:
    """Start everything, say where it is, and keep it up until a signal comes or a child ends.

    Args:
        home: the folder for what the servers keep and log, made if missing.
        settings: the addresses that are set in it are of servers that run already.
        say: where news for people goes, a line at a time.

    Raises:
        ConflictError: another run has this folder.
        ChildError: a child did not come up, or ended; everything else is stopped again.
        UnavailableError: a server that we were pointed at does not answer.
    """
    home = home.resolve()
    make_folder(home)
    with _alone(home), _signals_raise():
        stack = Stack(home, settings, say)
        try:
            record = stack.start()
            record.write(home)
            _announce(record, say)
            stack.group.wait()
        except Stopped:
            say("Stopping.")
        finally:
            _ignore_signals()  # the end takes a few seconds; a second Ctrl-C must not cut it short
            RunRecord.remove(home)
            stack.group.stop()


def _announce(record: RunRecord, say: Callable[[str], None]) -> None:
    lines = [
        "",
        "Perdure is up. Ctrl-C stops it.",
        f"  Console:          {record.api_url}/",
        f"  API, documented:  {record.api_url}/api/docs",
    ]
    if record.temporal_ui_url:
        lines.append(f"  Temporal Web UI:  {record.temporal_ui_url}")
    lines.append("  The whole lifecycle of a database, in another terminal:  perdure demo")
    say("\n".join(lines))


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    lock = acquire(home / LOCK, patience=LOOKING)
    if lock is None:
        record = RunRecord.find(home)
        where = f" (process {record.process}, API at {record.api_url})" if record else ""
        raise ConflictError(f"Perdure already runs with {home}{where}. Stop it first.")
    try:
        yield
    finally:
        os.close(lock)


@contextmanager
def _signals_raise() -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        _ignore_signals()
        raise Stopped

    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _ignore_signals() -> None:
    for number in STOPPING:
        signal.signal(number, signal.SIG_IGN)
