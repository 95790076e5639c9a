"""Servers that live and die together."""

import os
import sys
from pathlib import Path
from typing import Self

import pytest

from perdure.embedded.child import Child, ChildError
from perdure.embedded.group import ServerGroup
from perdure.embedded.server import Server


class Sleeper(Server):
    """A server that serves nothing, or ends before it could."""

    def __init__(self, name: str, folder: Path, script: str = "import time; time.sleep(60)") -> None:
        super().__init__(Child(name, log=folder / f"{name}.log"))
        self._script = script
        self._ready = "sleep" in script

    def start(self) -> Self:
        self.child.start([sys.executable, "-c", self._script], environment=os.environ)
        self.child.wait_until(lambda: self._ready)
        return self


def test_the_end_of_one_is_told_with_its_name_and_log(tmp_path: Path) -> None:
    """Whoever waits for the group learns which server ended, and sees the end of its log."""
    group = ServerGroup()
    ending = Sleeper("ending", tmp_path, "import time; print('so tired', flush=True); time.sleep(0.2)")
    group.start(Sleeper("steady", tmp_path), ending)

    with pytest.raises(ChildError) as caught:
        group.wait()
    group.stop()

    assert "ending ended with exit code 0" in str(caught.value)
    assert str(tmp_path / "ending.log") in str(caught.value)
    assert "so tired" in str(caught.value)


def test_all_stop_together(tmp_path: Path) -> None:
    """After stop, nothing of the group runs."""
    group = ServerGroup()
    group.start(Sleeper("first", tmp_path), Sleeper("second", tmp_path))
    group.start(Sleeper("third", tmp_path))

    group.stop()

    assert all(child.exit_code is not None for child in group.children)
    assert ["first", "second", "third"] == [child.name for child in group.children]


def test_one_that_does_not_start_takes_the_others_with_it(tmp_path: Path) -> None:
    """The failure is told at once, without waiting for servers that are still on their way."""
    group = ServerGroup()
    slow = Sleeper("slow", tmp_path)
    slow._ready = False

    with pytest.raises(ChildError, match="failing ended with exit code 1"):
        group.start(slow, Sleeper("failing", tmp_path, "raise SystemExit(1)"))

    assert slow.child.exit_code is not None
