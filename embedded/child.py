"""A server as a child process: started under a guard, waited for, stopped or killed, never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ..domain.errors import PerdureError
from .account import Account
from .lock import LOOK_AGAIN, acquire

GUARD = Path(__file__).with_name("guard.py")
TAIL_LINES = 15


class ChildError(PerdureError):
    """A child process could not be started or ended on its own."""


class Child:
    """A command that runs until it is stopped, and never longer than this process.

    Args:
        name: what people call it.
        log: where its output goes, appended.
        stop_signal: what makes it end in good order.
        grace: seconds it has for that before it is killed.
    """

    def __init__(
        self, name: str, *, log: Path, stop_signal: signal.Signals = signal.SIGTERM, grace: int = 10
    ) -> None:
        self.name = name
        self.log = log
        self._stop_signal = stop_signal
        self._grace = grace
        self._guard: subprocess.Popen[bytes] | None = None
        self._log_start = 0

    def start(
        self,
        command: Sequence[str | Path],
        *,
        environment: Mapping[str, str],
        account: Account | None = None,
        stale: Path | None = None,
    ) -> None:
        """Start the command; an earlier one of the same log that is still being wound up is waited for.

        Args:
            command: program and arguments.
            environment: all of its environment.
            account: run it as this user instead of as ours (root only).
            stale: a file that an earlier one may have left, removed once nothing of that runs any more.

        Raises:
            ChildError: another process holds on to the place.
        """
        uid, gid = (account.uid, account.gid) if account else (-1, -1)
        guarded = [str(int(self._stop_signal)), str(self._grace), str(uid), str(gid), *map(str, command)]
        lock = self._acquire_lock()
        self._close_pipe()  # of an earlier start
        try:
            if stale:
                stale.unlink(missing_ok=True)
            self.log.touch(mode=0o600)
            with self.log.open("ab") as output:
                self._log_start = output.tell()
                self._guard = subprocess.Popen(  # noqa: S603 — our own guard, and a command from this package
                    [sys.executable, "-I", "-S", str(GUARD), *guarded],
                    stdin=subprocess.PIPE,
                    stdout=output,
                    stderr=output,
                    env=dict(environment),
                    pass_fds=(lock,),
                    start_new_session=True,  # a group of its own: Ctrl-C reaches us alone, kill() all of it
                )
        finally:
            os.close(lock)  # the lock itself now belongs to the guard and to everything below it

    def wait_until(
        self, ready: Callable[[], bool], *, seconds: float = 60, interval: float = LOOK_AGAIN
    ) -> None:
        """Wait until the child is ready; one that never is does not go on either.

        Args:
            ready: the condition.
            seconds: how long it may take.
            interval: seconds between two looks, for a condition that costs something.

        Raises:
            ChildError: it ended before, or was not ready in time; with the end of its log.
        """
        deadline = time.monotonic() + seconds
        # First of all, is it alive? Something else might answer at its address.
        while self.exit_code is None and time.monotonic() < deadline:
            if ready():
                return
            time.sleep(interval)
        if self.exit_code is None:
            self.kill()
            raise ChildError(f"{self.name} is not ready after {seconds:.0f} s. {self._log_end()}")
        self._close_pipe()
        raise ChildError(self.describe_end())

    @property
    def exit_code(self) -> int | None:
        """The exit code, or None while it runs (and before it was started)."""
        return self._guard.poll() if self._guard else None

    def wait(self) -> None:
        """Wait until it ends by itself or is stopped from another thread."""
        if self._guard:
            self._guard.wait()

    def describe_end(self) -> str:
        """Say that it ended, how, and what it said last."""
        return f"{self.name} ended with exit code {self.exit_code}. {self._log_end()}"

    def stop(self) -> None:
        """End it in good order, or by force after its grace; nothing happens when it does not run."""
        if not self._guard:
            return
        self._close_pipe()  # what the guard waits for
        try:
            self._guard.wait(self._grace + 5)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once with SIGKILL, as a crash would."""
        if not self._guard:
            return
        if self.exit_code is None:
            os.killpg(self._guard.pid, signal.SIGKILL)
            self._guard.wait()
        self._close_pipe()

    def _close_pipe(self) -> None:
        if self._guard and self._guard.stdin:
            self._guard.stdin.close()

    def _acquire_lock(self) -> int:
        """Return a locked file descriptor that every process of the child will inherit.

        So the lock is free exactly when nothing is left of an earlier child, whatever happened to it and to
        us: no guessing from process numbers.
        """
        path = self.log.with_suffix(".lock")
        lock = acquire(path, patience=self._grace + 5)
        if lock is None:
            raise ChildError(f"Another {self.name} still runs there (it holds {path}). Stop it first.")
        return lock

    def _log_end(self) -> str:
        with self.log.open("rb") as file:
            file.seek(self._log_start)
            lines = file.read().decode(errors="replace").splitlines()[-TAIL_LINES:]
        return "\n  ".join([f"Its log, {self.log}, ends with:", *(lines or ["(nothing)"])])
