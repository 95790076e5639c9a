"""What all servers that run as child processes have in common."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self

from .child import Child


class Server(ABC):
    """A server as a child process. It may be stopped or killed, and started again at the same address.

    As a context manager it starts and stops.
    """

    def __init__(self, child: Child) -> None:
        self.child = child

    @abstractmethod
    def start(self) -> Self:
        """Start it; return when it serves.

        Raises:
            ChildError: it did not come up; with the end of its log.
        """

    def stop(self) -> None:
        """Stop it in good order."""
        self.child.stop()

    def kill(self) -> None:
        """End it with SIGKILL, as a crash would."""
        self.child.kill()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
