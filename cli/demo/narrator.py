"""What the demo tells, and the proofs that it stands on."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.text import Text

from ..console import console
from ..errors import CommandError
from ..text import plain


class DemoError(CommandError):
    """A stage did not happen."""


class OverdueError(DemoError):
    """Something did not happen in time."""


class Narrator:
    """Tells each stage at the terminal, and stops between two sentences when somebody interrupts."""

    def __init__(self) -> None:
        self._console = console()
        self._interrupted = False
        self.stages = 0

    @contextmanager
    def interruptible(self) -> Iterator[None]:
        """Let Ctrl-C and SIGTERM stop the tale at its next sentence while the block runs.

        Not at once: a request that is cut off may be accepted all the same, after we have tidied up.
        """

        def interrupt(_number: int, _frame: FrameType | None) -> None:
            self._interrupted = True

        before = {number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            self._interrupted = False
            for number, handler in before.items():
                signal.signal(number, handler)

    def go_on(self) -> None:
        """Go on, unless somebody has interrupted.

        Raises:
            DemoError: somebody has.
        """
        if self._interrupted:
            raise DemoError("The demo was interrupted.")

    def title(self, text: str) -> None:
        """Announce the demo."""
        self._console.print(Text(plain(text), "bold"))

    @contextmanager
    def stage(self, title: str) -> Iterator[None]:
        """Announce a stage; what goes wrong inside is said to be this stage's.

        Raises:
            DemoError: something went wrong.
        """
        number = self.stages + 1
        self._console.print(Text(f"\n{number}. {title}", "bold cyan"))
        try:
            self.go_on()
            yield
        except Exception as error:  # whatever it is, it is told in a sentence, and the demo cleans up
            told = str(error) or type(error).__name__
            raise DemoError(f"Stage {number} ({title}) did not happen. {plain(told)}") from error
        self.stages = number

    def say(self, text: str) -> None:
        """Tell what is going on."""
        self._console.print(f"   {plain(text)}")

    def prove(self, claim: str, expected: object, found: object) -> None:
        """Tell something that is so.

        Args:
            claim: what is so, in a sentence without its full stop.
            expected: what is found when it is.
            found: what was found.

        Raises:
            DemoError: it is not so.
        """
        self.go_on()
        if expected != found:
            raise DemoError(f"It is not so that: {claim}. Expected {expected!r}, found {found!r}.")
        self._console.print(Text.assemble("   ", ("✓", "green"), f" {plain(claim)}"))

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Say what is waited for while the block runs."""
        with self._console.status(plain(what)) if self._console.is_terminal else self._said(what):
            yield

    @contextmanager
    def _said(self, what: str) -> Iterator[None]:
        self.say(f"{what} …")
        yield
