"""Wait on conditions, never on time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

_SHORTEST, _LONGEST = 0.02, 0.2
"""Seconds between two questions, at first and later on: what takes long may be seen a little later."""


def eventually(ask: Callable[[], T | None], *, seconds: float = 30, what: str = "the condition") -> T:
    """Ask again and again until the answer is true, and return it.

    Args:
        ask: what is asked.
        seconds: after so long it is given up.
        what: what is waited for, for the message.

    Raises:
        TimeoutError: it never became true.
    """
    deadline = time.monotonic() + seconds
    pause = _SHORTEST
    while True:
        if answer := ask():
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds} s in vain for {what}; last answer: {answer!r}.")
        time.sleep(pause)
        pause = min(1.2 * pause, _LONGEST)
