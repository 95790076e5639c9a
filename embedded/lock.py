"""Locks on files that say "still alive": free when the last process that holds one is gone."""

import fcntl
import os
import time
from pathlib import Path

LOOK_AGAIN = 0.02  # seconds between two attempts


def acquire(path: Path, *, patience: float = 0) -> int | None:
    """Lock a file, made if missing.

    Args:
        path: the file.
        patience: seconds to wait for whoever holds it.

    Returns:
        A file descriptor. The lock lasts until it is closed, here and in every process that inherited it.
        None if somebody else kept the lock.
    """
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(lock)
                return None
            time.sleep(LOOK_AGAIN)
        else:
            return lock


def is_held(path: Path, *, patience: float = 0) -> bool:
    """Whether some process still holds the lock after ``patience`` seconds."""
    if not path.exists():
        return False
    lock = acquire(path, patience=patience)
    if lock is None:
        return True
    os.close(lock)
    return False
