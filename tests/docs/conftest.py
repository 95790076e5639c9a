"""A reader of the documents, who does on a running Perdure what they say."""

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from documents import ROOT, snippets, written
from reader import Reader

from perdure.embedded.ports import free_port
from perdure.embedded.postgres import PostgresServer
from perdure.embedded.record import HOME, RunRecord
from perdure.embedded.temporal import TemporalServer
from perdure.settings import PREFIX
from perdure.testing.servers import fresh_database, fresh_namespace, temporary_folder
from perdure.testing.waiting import eventually

SCRIPTS = Path(sysconfig.get_path("scripts"))
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))


@pytest.fixture(scope="session")
def author() -> Iterator[Path]:
    """The folder of somebody who has written what the documents show: `my-products`, beside the clone `perdure`."""
    with temporary_folder() as home:
        for clone in ("perdure", "my-products"):
            (home / clone).mkdir()
            (home / clone / ".venv").symlink_to(SCRIPTS.parent)
        folder = home / "my-products"
        for snippet in snippets(ROOT / "docs" / "tutorial" / "first-product.md"):
            if snippet.file:
                written(snippet, folder)
        for page in HOW_TO:
            if text := python_of(page):
                module_of(folder, page).write_text(text, encoding="utf-8")
        yield folder


@pytest.fixture(scope="session")
def addresses(postgres: PostgresServer, template: str, temporal: TemporalServer) -> Iterator[dict[str, str]]:
    """The settings that lead to servers that run already."""
    with fresh_database(postgres, template=template) as url:
        yield {
            "PERDURE_DATABASE_URL": url,
            "PERDURE_TEMPORAL_ADDRESS": temporal.address,
            "PERDURE_TEMPORAL_NAMESPACE": fresh_namespace(temporal),
        }


@pytest.fixture(scope="session")
def managed(amsterdam: PostgresServer, utrecht: PostgresServer) -> str:
    """The setting that names the servers of the database product."""
    servers = {"amsterdam": amsterdam, "utrecht": utrecht}
    return json.dumps({name: {"title": name.title(), "dsn": server.dsn} for name, server in servers.items()})


@pytest.fixture(scope="module")
def reader(author: Path, addresses: dict[str, str], managed: str) -> Iterator[Reader]:
    """Has a `perdure run` with all products of the documents, and types there what they say."""
    plugins = ["webpages:plugin"]
    plugins += [f"{module_of(author, page).stem}:plugin" for page in HOW_TO if "plugin = " in python_of(page)]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
        **addresses,
        "PERDURE_API_PORT": str(free_port()),  # whatever else runs on this machine
        "PERDURE_DATABASE_SERVERS": managed,
        "PERDURE_PLUGINS": ",".join(plugins),
        "PERDURE_VALIDATION_INTERVAL": "PT20S",  # a reader who waits for a validation does not wait so long
        "PYTHONPATH": str(author),
        "SITE": str(author / "site"),
    }
    run = subprocess.Popen([sys.executable, "-m", "perdure.cli", "run"], cwd=author, env=environment)
    try:
        record = eventually(lambda: record_of(run, author), seconds=90, what="the run to be up")
        shell = {"PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}", "PERDURE_API_URL": record.api_url}
        yield Reader(record.api_url, {**environment, **shell})
    finally:
        run.terminate()
        run.wait(timeout=60)


def record_of(run: "subprocess.Popen[bytes]", folder: Path) -> RunRecord | None:
    assert run.poll() is None, "perdure run has ended"
    return RunRecord.find(folder / HOME)


def python_of(page: Path) -> str:
    """The Python of a how-to page: one module."""
    found = [snippet.text for snippet in snippets(page) if snippet.language == "python"]
    return "\n\n".join(found)


def module_of(folder: Path, page: Path) -> Path:
    """Where that module is."""
    return folder / f"how_to_{page.stem.replace('-', '_')}.py"
