"""Our own long-running commands (`perdure worker`, `perdure api`) as child processes."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Self

from .child import Child
from .place import make_folder
from .server import Server

INTERVAL = 0.2  # seconds: a look is a connection of its own, and it takes a second to import the program
GRACE = 15  # seconds: longer than the API lets its last requests take


class CommandServer(Server):
    """One of our commands, started as a person would start it.

    Args:
        command: its name, ``worker``.
        folder: where its log goes.
        environment: all of its environment.
        ready: tells whether it serves.
    """

    def __init__(
        self, command: str, folder: Path, *, environment: Mapping[str, str], ready: Callable[[], bool]
    ) -> None:
        super().__init__(Child(command, log=folder / f"{command}.log", grace=GRACE))
        self._folder = folder
        self._command = [sys.executable, "-m", "perdure.cli", command]
        self._environment = environment
        self._ready = ready

    def start(self) -> Self:
        """Start it; return when it serves.

        Raises:
            ChildError: it did not come up; with the end of its log.
        """
        make_folder(self._folder)
        self.child.start(self._command, environment=self._environment)
        self.child.wait_until(self._ready, interval=INTERVAL)
        return self
