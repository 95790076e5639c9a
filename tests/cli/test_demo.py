"""`perdure demo`, from end to end: what `perdure run` starts, in processes of their own, and the demo against it."""

import json
import os
import re
import signal
import subprocess
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from shop import Perdure

from perdure.cli.client import Client
from perdure.embedded.record import RunRecord
from perdure.testing.servers import temporary_folder
from perdure.testing.waiting import eventually

PERDURE = Path(sysconfig.get_path("scripts")) / "perdure"
SERVERS = "PERDURE_DATABASE_SERVERS"
INTERVAL = "PT3S"


@dataclass(frozen=True)
class Stack:
    """A running `perdure run`."""

    folder: Path
    record: RunRecord

    @property
    def api(self) -> Client:
        """Its API."""
        return Client(self.record.api_url)

    @property
    def servers(self) -> dict[str, dict[str, str]]:
        """Its managed servers."""
        found: dict[str, dict[str, str]] = json.loads(self.record.environment[SERVERS])
        return found

    def call(self, command: str, *options: str, **environment: str) -> subprocess.Popen[str]:
        """Call a command, as in another terminal in the same folder."""
        return subprocess.Popen(
            [PERDURE, command, *options],
            cwd=self.folder,
            env=clean_environment() | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def leftovers(self) -> list[str]:
        """What is open, active or on a managed server because of a demo."""
        open_ = ["accepted", "running", "suspended", "failed"]
        left = [item["title"] for item in self._list("processes", kind="change", status=open_)]
        living = ["initial", "provisioning", "active"]
        left += [item["description"] for item in self._list("subscriptions", status=living)]
        for server in self.servers.values():
            with psycopg.connect(server["dsn"]) as connection:
                names = connection.execute(
                    "SELECT datname FROM pg_database WHERE datname LIKE 'demo%'"
                    " UNION ALL SELECT rolname FROM pg_roles WHERE rolname LIKE 'demo%'"
                )
                left += [name for (name,) in names]
        return left

    def _list(self, what: str, **query: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api.get(what, limit=200, **query)["items"]
        return found


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PERDURE_")}


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Everything, started by one command in a folder of its own; the Schedule runs every few seconds."""
    with temporary_folder() as folder:
        log = folder / "run.log"
        with log.open("w") as output:
            run = subprocess.Popen(
                [PERDURE, "run"],
                cwd=folder,
                env=clean_environment() | {"PERDURE_VALIDATION_INTERVAL": INTERVAL},
                stdout=output,
                stderr=output,
            )

        def up() -> RunRecord | None:
            assert run.poll() is None, log.read_text()
            return RunRecord.find(folder / ".perdure")

        try:
            yield Stack(folder, eventually(up, seconds=120, what="the stack"))
        finally:
            run.terminate()
            run.wait(60)


def test_demo_plays_the_whole_life_of_a_database(stack: Stack) -> None:
    """Exit code 0, every stage told, and nothing left behind."""
    demo = stack.call("demo")
    out, err = demo.communicate(timeout=300)
    assert (0, "") == (demo.returncode, err), out
    stages = [line for line in out.splitlines() if line[:1].isdigit()]
    assert 9 == len(stages)
    assert "All 9 stages happened." == out.splitlines()[-1]
    assert "says drifted" in out
    assert [] == stack.leftovers()
    name = out.split()[4]
    sides = stack.api.get("subscriptions", limit=200)["items"]
    assert ["terminated"] * 2 == [item["status"] for item in sides if name in item["description"]]


@pytest.mark.parametrize(("number", "stage"), [(signal.SIGINT, "2"), (signal.SIGTERM, "6")])
def test_interrupted_demo_cleans_up(stack: Stack, number: signal.Signals, stage: str) -> None:
    """However far it came: exit code 1, one sentence, nothing open, active or on the server."""
    demo = stack.call("demo")
    assert demo.stdout is not None
    for line in demo.stdout:
        if line.startswith(f"{stage}."):
            demo.send_signal(number)
            break
    out, err = demo.communicate(timeout=120)
    assert 1 == demo.returncode, out
    assert re.fullmatch(rf"Stage {stage} \(.+\) did not happen\. The demo was interrupted\.\n", err)
    assert [] == stack.leftovers()


def test_demo_believes_the_server_and_not_the_api(stack: Stack) -> None:
    """Where the real server does not have what the API says, the demo fails, and cleans up."""
    names = list(stack.servers)
    elsewhere = json.dumps(dict.fromkeys(names, stack.servers[names[0]]))
    demo = stack.call("demo", **{SERVERS: elsewhere})
    out, err = demo.communicate(timeout=120)
    assert 1 == demo.returncode, out
    assert err.startswith(
        "Stage 2 (A DBA approves it, and it is made) did not happen. utrecht has no database demo_"
    )
    assert 1 == len(err.splitlines()), err
    assert [] == stack.leftovers()


def test_commands_find_the_run_of_their_folder(stack: Stack) -> None:
    """Nobody has to say where the API is."""
    listing = stack.call("subscriptions", "--json")
    out, err = listing.communicate(timeout=60)
    assert (0, "") == (listing.returncode, err)
    assert json.loads(out) == stack.api.get("subscriptions", limit=20)


def test_stack_that_is_away_is_told(perdure: Perdure, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sentence, and exit code 1."""
    servers = {"one": {"title": "One", "dsn": "postgresql://admin:x@127.0.0.1:1/postgres"}}
    monkeypatch.setenv(SERVERS, json.dumps(servers))
    result = perdure("demo", "--api", "http://127.0.0.1:1")
    assert 1 == result.code
    assert result.err.startswith("No API answers at http://127.0.0.1:1 (")


@pytest.mark.parametrize(
    ("servers", "complaint"),
    [
        (None, "The demo asks the managed servers themselves, and does not know them."),
        ("{", f"{SERVERS} is not usable: Invalid JSON"),
        ('{"one": {"title": "One"}}', f"{SERVERS} is not usable: Field required"),
        ("{}", f"{SERVERS} names no server"),
    ],
)
def test_servers_have_to_be_known(
    perdure: Perdure, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, servers: str | None, complaint: str
) -> None:
    """A sentence, and exit code 2."""
    monkeypatch.chdir(tmp_path)
    if servers is not None:
        monkeypatch.setenv(SERVERS, servers)
    result = perdure("demo")
    assert 2 == result.code
    assert result.err.startswith(complaint)
