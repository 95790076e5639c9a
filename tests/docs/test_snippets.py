"""Every snippet of the documents: what can be run is run, what can be parsed is parsed."""

import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from documents import ROOT, Snippet, pages, snippets
from reader import Reader
from ruamel.yaml import YAML
from typer.main import get_command

from perdure.cli import app

ALL = [snippet for page in pages() for snippet in snippets(page)]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-product.md"
HOW_TO = sorted((ROOT / "docs" / "how-to").glob("*.md"))


def in_language(*languages: str) -> list[Snippet]:
    return [snippet for snippet in ALL if snippet.language in languages]


def test_every_snippet_is_of_a_kind_that_is_tested() -> None:
    """No block is in a language that no test here looks at."""
    tested = {"console", "json", "mermaid", "python", "sh", "text", "toml", "yaml"}

    assert [] == [(item.page.name, item.text) for item in ALL if item.language not in tested]


def test_the_readme_does_what_it_says(reader: Reader, author: Path) -> None:
    """In a clone in which everything runs, each command works."""
    reader.follow(snippets(ROOT / "README.md"), author.parent / "perdure")


def test_the_tutorial_does_what_it_says(reader: Reader, author: Path) -> None:
    """The product of the tutorial is ordered, changed, found to have drifted, and ended."""
    reader.follow(snippets(TUTORIAL), author)


def test_the_tests_of_the_tutorial_pass(author: Path) -> None:
    """They run as the tutorial says."""
    command = next(
        item.text for item in snippets(TUTORIAL) if "pytest" in item.text and item.language == "console"
    )
    done = subprocess.run(
        ["bash", "-c", command.removeprefix("$ ")],
        cwd=author,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert 0 == done.returncode, done.stdout


@pytest.mark.parametrize("page", HOW_TO, ids=lambda page: page.stem)
def test_a_how_to_does_what_it_says(page: Path, reader: Reader, author: Path) -> None:
    """Its workflows are loaded, and its commands work."""
    reader.follow(snippets(page), author)


def test_python_can_be_imported(author: Path) -> None:
    """Modules that no plug-in brings are imported too."""
    modules = [file.stem for file in author.glob("*.py")]

    subprocess.run(
        [sys.executable, "-c", f"import {', '.join(modules)}"],
        cwd=author,
        env={**os.environ, "SITE": str(author / "site")},
        check=True,
        timeout=60,
    )


def test_the_entry_point_of_the_tutorial_leads_to_its_plug_in(author: Path) -> None:
    """What its pyproject.toml names is there."""
    text = next(item.text for item in snippets(TUTORIAL) if item.language == "toml")
    named = tomllib.loads(text)["project"]["entry-points"]["perdure.products"]["webpages"]
    entry = EntryPoint("webpages", named, "perdure.products")

    assert f"{entry.attr} = Plugin(" in (author / entry.module / "__init__.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("snippet", in_language("json", "yaml", "toml"), ids=lambda item: item.page.name)
def test_data_can_be_read(snippet: Snippet) -> None:
    """It is what it says it is."""
    match snippet.language:
        case "json":
            json.loads(snippet.text)
        case "toml":
            tomllib.loads(snippet.text)
        case "yaml":
            YAML(typ="safe", pure=True).load(snippet.text)


@pytest.mark.parametrize("snippet", in_language("console"), ids=lambda item: item.page.name)
def test_commands_that_are_not_run_exist(snippet: Snippet) -> None:
    """What runs for ever or needs other servers is at least a command, with options, that there is."""
    typed = [line.removeprefix("$ ") for line in snippet.text.splitlines() if line.startswith("$ ")]

    assert typed
    assert [] == [line for line in typed if not exists(line)]


def exists(line: str) -> bool:
    words = [word for word in shlex.split(line, comments=True) if not re.match(r"^[A-Z_]+=", word)]
    match Path(words[0]).name, *words[1:]:
        case "make", *targets:
            made = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
            return set(targets) <= {*made}
        case "perdure", command, *options:
            found = get_command(app).commands.get(command)  # type: ignore[attr-defined]
            known = {name for parameter in found.params for name in parameter.opts} if found else set()
            return found is not None and {word for word in options if word.startswith("--")} <= known
        case (("python" | "docker" | "openssl" | "psql" | "temporal" | "export" | "cp" | "chmod"), *_):
            return True
    return False
