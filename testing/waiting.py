"""Wait on conditions, never on time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


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
    while True:
        if answer := ask():
            return answer
        if time.monotonic() > deadline:
            raise TimeoutError(f"Waited {seconds} s in vain for {what}; last answer: {answer!r}.")
        time.sleep(0.02)
