"""A child process under its guard: started, waited for, stopped, killed, never left behind."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from perdure.embedded.child import Child, ChildError
from perdure.testing.waiting import eventually

# A child that says its process number, and what it does when it is asked to stop.
OBEDIENT = """
import os, pathlib, signal, sys, time
def stop(*_):
    print("stopped in good order", flush=True)
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
pathlib.Path(sys.argv[1]).write_text(str(os.getpid()))
while True:
    time.sleep(60)
"""
STUBBORN = OBEDIENT.replace("sys.exit(0)", "pass")
# Another process that has such a child, and waits to be killed.
PARENT = """
import os, pathlib, sys, time
from perdure.embedded.child import Child
child = Child("clock", log=pathlib.Path(sys.argv[1]))
child.start(sys.argv[2:], environment=os.environ)
time.sleep(60)
"""


class Clock:
    """A child, and the file in which it leaves its process number."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "clock.log"
        self.pid_file = folder / "pid"
        self.child = Child("clock", log=self.log, grace=5)

    def command(self, script: str) -> list[str]:
        return [sys.executable, "-c", script, str(self.pid_file)]

    def start(self, script: str = OBEDIENT) -> None:
        self.child.start(self.command(script), environment=os.environ)
        self.child.wait_until(lambda: bool(self.pid))

    @property
    def pid(self) -> int:
        text = self.pid_file.read_text(encoding="ascii") if self.pid_file.exists() else ""
        return int(text or 0)


@pytest.fixture
def clock(tmp_path: Path) -> Iterator[Clock]:
    """A child that is not started yet, and is gone afterwards."""
    clock = Clock(tmp_path)
    yield clock
    clock.child.kill()


def is_gone(pid: int) -> bool:
    """Whether no such process runs (one that ended and is not yet reaped does not run)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_a_stopped_child_ends_in_good_order(clock: Clock) -> None:
    """Stop sends the stop signal and returns when the child is gone."""
    clock.start()

    clock.child.stop()

    assert is_gone(clock.pid)
    assert 0 == clock.child.exit_code
    assert "stopped in good order" in clock.log.read_text(encoding="utf-8")


def test_a_stubborn_child_is_killed_after_its_grace(tmp_path: Path) -> None:
    """A child that ignores the stop signal gets SIGKILL."""
    clock = Clock(tmp_path)
    clock.child = Child("clock", log=clock.log, grace=0)
    clock.start(STUBBORN)

    clock.child.stop()

    assert is_gone(clock.pid)
    assert 128 + signal.SIGKILL == clock.child.exit_code


def test_a_killed_child_ends_at_once(clock: Clock) -> None:
    """Kill leaves the child no time to say anything."""
    clock.start()

    clock.child.kill()

    eventually(lambda: is_gone(clock.pid), what="the child to be gone")
    assert "stopped in good order" not in clock.log.read_text(encoding="utf-8")


def test_a_child_can_be_started_again(clock: Clock) -> None:
    """After stop or kill the same child starts anew, its log goes on."""
    clock.start()
    first = clock.pid
    clock.child.stop()
    clock.pid_file.unlink()

    clock.start()

    assert first != clock.pid
    assert not is_gone(clock.pid)
    assert "stopped in good order" in clock.log.read_text(encoding="utf-8")


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_does_not_outlive_its_parent(clock: Clock, how: signal.Signals) -> None:
    """However the process that started the child ends, the child gets its stop signal."""
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(clock.log), *clock.command(OBEDIENT)])
    eventually(lambda: clock.pid, what="the child of the other process")

    parent.send_signal(how)
    parent.wait()

    eventually(lambda: is_gone(clock.pid), what="the child to be gone")
    assert "stopped in good order" in clock.log.read_text(encoding="utf-8")


def test_a_child_outlives_the_thread_that_started_it(clock: Clock) -> None:
    """The end of a thread is not the end of the process: the child goes on."""
    thread = threading.Thread(target=clock.start)
    thread.start()
    thread.join()
    tick = clock.pid

    # The kernel delivers a parent-death signal before the thread is joined, if there is one at all.
    assert not is_gone(tick)
    assert clock.child.exit_code is None


def test_a_child_does_not_outlive_its_guard(clock: Clock) -> None:
    """If somebody kills the guard, the child ends with it."""
    clock.start()
    guard = int(Path(f"/proc/{clock.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[1])

    os.kill(guard, signal.SIGKILL)

    eventually(lambda: is_gone(clock.pid), what="the child to be gone")


def test_the_end_of_a_child_names_it_its_exit_code_and_its_last_words(clock: Clock) -> None:
    """Whoever waits for a child that ends instead reads why, without opening the log."""
    command = [sys.executable, "-c", "print('no disk, no clock'); raise SystemExit(3)"]
    clock.child.start(command, environment=os.environ)

    with pytest.raises(ChildError) as caught:
        clock.child.wait_until(lambda: False)

    message = str(caught.value)
    assert "clock ended with exit code 3" in message
    assert str(clock.log) in message
    assert "no disk, no clock" in message


def test_only_the_last_words_of_this_start_are_shown(clock: Clock) -> None:
    """An earlier failure in the same log does not get mixed up with today's."""
    for words in ("yesterday", "today"):
        clock.child.start([sys.executable, "-c", f"print('{words}')"], environment=os.environ)
        clock.child.wait()

    assert "today" in clock.child.describe_end()
    assert "yesterday" not in clock.child.describe_end()


def test_a_child_that_is_never_ready_is_given_up(clock: Clock) -> None:
    """A deadline ends the wait; the message names the child and its log."""
    clock.start()

    with pytest.raises(ChildError, match="clock is not ready after 0 s") as caught:
        clock.child.wait_until(lambda: False, seconds=0)

    assert str(clock.log) in str(caught.value)


def test_a_second_child_in_the_same_place_waits_for_the_first(clock: Clock, tmp_path: Path) -> None:
    """While an earlier child is being wound up, its successor waits and then starts."""
    clock.start()
    first, successor = clock.pid, Clock(tmp_path)
    clock.pid_file.unlink()
    threading.Thread(target=clock.child.stop).start()

    successor.start()

    assert is_gone(first)
    assert first != successor.pid
    successor.child.kill()


def test_a_second_child_does_not_wait_for_ever(clock: Clock, tmp_path: Path) -> None:
    """If the first one goes on, the second says who holds the place."""
    clock.start()
    second = Child("second clock", log=clock.log, grace=-5)  # the patience is the grace and five seconds

    with pytest.raises(ChildError, match=r"Another second clock still runs there \(it holds .*clock.lock\)"):
        second.start(clock.command(OBEDIENT), environment=os.environ)


def test_a_log_may_be_read_by_its_owner_only(clock: Clock) -> None:
    """Servers log statements; nobody else needs to read them."""
    clock.start()

    assert 0o600 == clock.log.stat().st_mode & 0o777
