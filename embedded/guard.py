"""Runs one command that must not outlive the process that asked for it: a script, standard library only.

``python guard.py STOP_SIGNAL GRACE UID GID COMMAND...``; a UID of -1 keeps the user.

Standard input is a pipe whose other end the asking process holds. When it is closed, on purpose or because
that process is gone (however it went, SIGKILL included), the command gets STOP_SIGNAL, and SIGKILL if it is
still there GRACE seconds later. A process in between is needed because Linux's parent-death signal alone is
tied to the *thread* that forked.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code, 128 + n when signal n ended it."""
    stop_signal, grace, uid, gid = (int(argument) for argument in arguments[:4])
    other_user = uid >= 0
    child = subprocess.Popen(  # noqa: S603 — the caller, our own package, decides what runs
        arguments[4:],
        stdin=subprocess.DEVNULL,
        close_fds=False,  # hands on the lock that says "still alive", see child.py
        preexec_fn=_die_with_guard(),  # noqa: PLW1509 — there are no threads yet
        user=uid if other_user else None,
        group=gid if other_user else None,
        extra_groups=[] if other_user else None,
    )
    ended = threading.Event()

    def end_with_parent() -> None:
        while os.read(sys.stdin.fileno(), 1):
            pass
        child.send_signal(stop_signal)
        if not ended.wait(grace):
            child.kill()

    threading.Thread(target=end_with_parent, daemon=True).start()
    code = child.wait()
    ended.set()
    return code if code >= 0 else 128 - code


def _die_with_guard() -> Callable[[], None] | None:
    """Return what the command runs between fork and exec: it asks to be killed if this process is."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    guard = os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != guard:  # it was killed in between
            os._exit(1)

    return ask


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
