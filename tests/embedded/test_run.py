"""`perdure run`: one command brings everything up, and whatever happens to it, nothing is left behind or lost."""

import json
import os
import random
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

import httpx2
import psycopg
import pytest

from perdure.embedded.postgres import PostgresServer
from perdure.embedded.record import HOME, RunRecord
from perdure.embedded.temporal import TemporalServer
from perdure.settings import PREFIX
from perdure.testing.servers import fresh_database, fresh_namespace, temporary_folder
from perdure.testing.waiting import eventually

RUN = [sys.executable, "-m", "perdure.cli", "run"]


class Run:
    """A `perdure run` in a folder, as somebody would start it at a terminal."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.home = folder / HOME
        self._output = folder / "output"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                RUN,
                cwd=folder,
                env={**inherited, **environment},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self._output.read_text(encoding="utf-8")

    @property
    def record(self) -> RunRecord:
        record = RunRecord.find(self.home)
        assert record is not None
        return record

    def is_healthy(self) -> bool:
        url = f"{self.record.api_url}/api/health"
        return "ok" == httpx2.get(url, trust_env=False, timeout=20).json()["status"]

    def wait_until_up(self) -> None:
        eventually(lambda: self._has_said("perdure demo\n"), seconds=90, what="the run to be up")

    def wait_until_starting(self) -> None:
        eventually(lambda: self._has_said("Starting "), what="the run to start")

    def wait_for_exit(self) -> int:
        return self.process.wait(timeout=60)

    def processes(self) -> dict[int, str]:
        """Everything it has started, by process number: the command lines."""
        parents = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(path.parent.name)] = int(
                    path.read_text(encoding="ascii").rpartition(")")[2].split()[1]
                )
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we looked
        family = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in family} - family:
            family |= more
        return {pid: command for pid in family - {self.process.pid} if (command := command_line(pid))}

    def kill_everything(self) -> None:
        """SIGKILL to all processes, in any order."""
        victims = [self.process.pid, *self.processes()]
        random.shuffle(victims)
        for pid in victims:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # its parent-death signal was faster
        self.process.wait()

    def _has_said(self, words: str) -> bool:
        assert self.process.poll() is None or words in self.output, self.output
        return words in self.output


class Runs:
    """Starts runs in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._cleanup = ExitStack()

    def start(self, environment: Mapping[str, str] | None = None) -> Run:
        run = Run(self.folder, environment or {})
        self._cleanup.callback(self._end, run)
        return run

    def up(self, environment: Mapping[str, str] | None = None) -> Run:
        run = self.start(environment)
        run.wait_until_up()
        return run

    def end(self) -> None:
        self._cleanup.close()

    @staticmethod
    def _end(run: Run) -> None:
        if run.process.poll() is None:
            run.process.terminate()
            run.wait_for_exit()


@pytest.fixture
def runs(folder: Path) -> Iterator[Runs]:
    """Runs in a folder with a space in its name; all are stopped afterwards."""
    home = folder / "My Folder 2"
    home.mkdir(mode=0o711)
    runs = Runs(home)
    yield runs
    runs.end()


@pytest.fixture(scope="module")
def elsewhere(postgres: PostgresServer, template: str, temporal: TemporalServer) -> Iterator[dict[str, str]]:
    """The environment that leads to servers that run already."""
    with fresh_database(postgres, template=template) as url:
        yield {
            "PERDURE_DATABASE_SERVERS": "{}",
            "PERDURE_DATABASE_URL": url,
            "PERDURE_TEMPORAL_ADDRESS": temporal.address,
            "PERDURE_TEMPORAL_NAMESPACE": fresh_namespace(temporal),
        }


@pytest.fixture(scope="module")
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


@pytest.fixture(scope="module")
def run_elsewhere(elsewhere: dict[str, str], taken: int) -> Iterator[Run]:
    """A run that uses servers that run already, and whose usual port for the API is taken."""
    with temporary_folder() as home:
        runs = Runs(home)
        yield runs.up({**elsewhere, "PERDURE_API_PORT": str(taken)})
        runs.end()


def command_line(pid: int) -> str:
    """The command line of a process; empty when it is gone, or is over and only not reaped yet."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def wait_until_gone(processes: Mapping[int, str]) -> None:
    eventually(lambda: not any(command_line(pid) for pid in processes), what=f"the end of {processes}")


def databases(run: Run) -> dict[str, set[str]]:
    """The databases on each managed server, beside PostgreSQL's own."""
    found = {}
    for name, server in json.loads(run.record.environment["PERDURE_DATABASE_SERVERS"]).items():
        with psycopg.connect(server["dsn"]) as connection:
            rows = connection.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
            found[name] = {database for (database,) in rows} - {"postgres"}
    return found


def test_everything_is_up_where_it_says_until_ctrl_c(runs: Runs) -> None:
    """One command, an empty folder: API and Web UI answer at the printed addresses, and Ctrl-C ends it all."""
    run = runs.up()

    assert f"{run.record.api_url}/api/docs" in run.output
    assert str(run.record.temporal_ui_url) in run.output
    assert httpx2.get(f"{run.record.api_url}/api/docs", trust_env=False).is_success
    assert httpx2.get(str(run.record.temporal_ui_url), trust_env=False).is_success
    assert run.is_healthy()
    assert {"PostgreSQL", "Temporal", "Amsterdam", "Utrecht", "worker", "api"} == set(run.record.logs)
    assert all(log.exists() for log in run.record.logs.values())
    assert {"amsterdam": {"legacy"}, "utrecht": set()} == databases(run)
    started = run.processes()

    os.killpg(run.process.pid, signal.SIGINT)  # what a terminal does

    assert 0 == run.wait_for_exit()
    assert run.output.endswith("Stopping.\n")
    wait_until_gone(started)
    assert RunRecord.find(run.home) is None


def test_servers_that_run_already_are_used(run_elsewhere: Run, elsewhere: dict[str, str]) -> None:
    """With both addresses given, only worker and API are started, and they go where they are told."""
    environment = run_elsewhere.record.environment

    assert {"worker", "api"} == set(run_elsewhere.record.logs)
    assert elsewhere.items() <= environment.items()
    assert run_elsewhere.is_healthy()


def test_a_taken_port_is_replaced_and_said(run_elsewhere: Run, taken: int) -> None:
    """If somebody listens on the usual port, a free one is chosen and printed."""
    url = run_elsewhere.record.api_url

    assert not url.endswith(f":{taken}")
    assert f"Port {taken} is taken: the API listens on {url.rpartition(':')[2]}." in run_elsewhere.output


def test_what_a_run_keeps_is_private(run_elsewhere: Run) -> None:
    """The record, which holds passwords, and the key that secrets are encrypted with are for their owner only."""
    assert 0o600 == stat.S_IMODE((run_elsewhere.home / "run.json").stat().st_mode)
    assert 0o600 == stat.S_IMODE((run_elsewhere.home / "secret.key").stat().st_mode)


def test_a_second_run_in_the_same_folder_says_so(run_elsewhere: Run) -> None:
    """The second ends with exit code 1 and tells where the first is; the first does not notice."""
    record = run_elsewhere.record
    second = subprocess.run(
        RUN, cwd=run_elsewhere.home.parent, capture_output=True, text=True, timeout=60, check=False
    )

    assert 1 == second.returncode
    assert f"Perdure already runs with {run_elsewhere.home} (process {record.process}," in second.stderr
    assert record.api_url in second.stderr
    assert record == run_elsewhere.record
    assert run_elsewhere.is_healthy()


def test_a_run_that_was_killed_is_recovered_by_the_next(runs: Runs) -> None:
    """After SIGKILL to everything, and again to the run alone, the next one comes up with all that was committed."""
    first = runs.up()
    with psycopg.connect(database_of(first), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    first.kill_everything()

    second = runs.up()
    assert second.is_healthy()
    orphans = second.processes()
    second.process.kill()
    second.process.wait()

    third = runs.up()
    assert third.is_healthy()
    wait_until_gone(orphans)
    with psycopg.connect(database_of(third)) as connection:
        assert (42,) == connection.execute("SELECT number FROM kept").fetchone()


@pytest.mark.parametrize("name", ["Temporal", "worker"])
def test_the_death_of_a_child_ends_everything_and_names_it(
    runs: Runs, elsewhere: dict[str, str], name: str
) -> None:
    """Whichever child dies, the run says which, shows where its log is, and leaves nothing running."""
    run = runs.up({name: value for name, value in elsewhere.items() if "TEMPORAL" not in name})
    log, started = run.record.logs[name], run.processes()
    command = "temporal server" if name == "Temporal" else f"-m perdure.cli {name}"
    child = next(pid for pid, line in started.items() if command in line and "guard.py" not in line)

    os.kill(child, signal.SIGKILL)

    assert 1 == run.wait_for_exit()
    assert f"{name} ended with exit code {128 + signal.SIGKILL}" in run.output
    assert str(log) in run.output
    wait_until_gone(started)


def test_a_stop_during_the_start_leaves_nothing_behind(runs: Runs) -> None:
    """SIGTERM while servers are on their way stops those too."""
    run = runs.start()
    run.wait_until_starting()
    started = eventually(run.processes)

    run.process.terminate()

    assert 0 == run.wait_for_exit()
    assert "Perdure is up" not in run.output
    wait_until_gone(started)


def test_a_database_that_is_away_is_one_line(runs: Runs, elsewhere: dict[str, str]) -> None:
    """The line says which server and where we looked; nothing is left running."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        run = runs.start({**elsewhere, "PERDURE_DATABASE_URL": f"postgresql://me:hunter2@{address}/perdure"})

        assert 1 == run.wait_for_exit()

    assert 1 == len(run.output.splitlines())
    assert "PostgreSQL" in run.output
    assert address in run.output
    assert "hunter2" not in run.output


def test_a_temporal_that_is_away_is_one_line_and_waited_for(runs: Runs, elsewhere: dict[str, str]) -> None:
    """The run comes up without Temporal: the line says where we looked, and that it is waited for."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # bound, but nobody listens
        address = f"127.0.0.1:{nobody.getsockname()[1]}"
        run = runs.up({**elsewhere, "PERDURE_TEMPORAL_ADDRESS": address})

        assert not run.is_healthy()

    (line,) = (line for line in run.output.splitlines() if address in line)
    assert line.startswith("Temporal at ")
    assert line.endswith("What is started waits until it is there.")


def test_a_bad_setting_is_one_line(runs: Runs) -> None:
    """The line names the variable; nothing is started."""
    run = runs.start({"PERDURE_API_PORT": "http"})

    assert 1 == run.wait_for_exit()
    assert run.output.startswith("PERDURE_API_PORT: ")
    assert 1 == len(run.output.splitlines())


def database_of(run: Run) -> str:
    return run.record.environment["PERDURE_DATABASE_URL"].replace("postgresql+psycopg", "postgresql")
