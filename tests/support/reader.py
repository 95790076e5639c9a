"""Types what a document says, on a running Perdure, and looks whether what it promises comes out."""

import re
import subprocess
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

from documents import Snippet

from perdure.cli.client import Client
from perdure.testing.waiting import eventually

USUAL_API = "http://127.0.0.1:8080"
_UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_STARTED = re.compile(rf'process ({_UUID}) is|"id":"({_UUID})"')


class Reader:
    """Reads one page after the other.

    Args:
        api_url: where the API is.
        environment: of the shell.
    """

    def __init__(self, api_url: str, environment: Mapping[str, str]) -> None:
        self._api_url = api_url
        self._client = Client(api_url)
        self._environment = dict(environment)
        self._names: dict[str, str] = {}

    def follow(self, snippets: Iterable[Snippet], folder: Path) -> None:
        """Do what a page says: ``sh`` is typed; a ``text`` right after it is what must come out sooner or later.

        Args:
            snippets: the blocks of the page.
            folder: where everything is typed.
        """
        shown: list[Snippet | None] = [snippet for snippet in snippets if snippet.language in {"sh", "text"}]
        for snippet, following in pairwise([*shown, None]):
            if snippet and snippet.language == "sh":
                expected = following.text if following and following.language == "text" else ""
                self._do(snippet.text, folder, expected)

    def _do(self, text: str, folder: Path, expected: str) -> None:
        last = ""

        def comes_out() -> bool:
            nonlocal last
            last = self._type(text, folder)
            if all(_is_in(line, last) for line in expected.splitlines()):
                return True
            self._validate()
            return False

        try:
            eventually(comes_out, what="what the page promises")
        except TimeoutError:
            raise AssertionError(f"{text}\nprinted\n{last}\nand not\n{expected}") from None
        self._settle(last)

    def _type(self, text: str, folder: Path) -> str:
        for name, value in {USUAL_API: self._api_url, **self._names}.items():
            text = text.replace(name, value)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=folder,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert 0 == done.returncode, f"{text}\nexit code {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def _validate(self) -> None:
        """Have the schedules do now what they would do later."""
        for schedule in self._client.get("schedules"):
            if schedule["declared"]:
                self._client.post("schedules", schedule["id"], "trigger")

    def _settle(self, output: str) -> None:
        """Remember the process that was started last, and wait until it moves no more."""
        for found in _STARTED.finditer(output):
            self._names["PROCESS"] = found[1] or found[2]
        if "PROCESS" in self._names:
            process = eventually(self._at_rest, seconds=60, what=f"process {self._names['PROCESS']}")
            if process["subscription_ids"]:
                self._names["SUBSCRIPTION"] = process["subscription_ids"][0]

    def _at_rest(self) -> dict[str, Any] | None:
        found: dict[str, Any] = self._client.get("processes", self._names["PROCESS"])
        return None if found["status"] in {"accepted", "running"} else found


def _is_in(line: str, output: str) -> bool:
    """Whether one line of an output has the parts of an expected line in this order; … stands for anything."""
    pattern = ".*".join(re.escape(" ".join(part.split())) for part in line.split("…"))
    return any(re.search(pattern, " ".join(printed.split())) for printed in output.splitlines())
