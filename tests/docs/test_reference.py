"""The reference says what the code says."""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from documents import ROOT, snippets

import perdure

REFERENCE = ROOT / "docs" / "reference"


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """The script that writes the generated pages."""
    spec = importlib.util.spec_from_file_location("generate", REFERENCE / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current(generate: ModuleType) -> None:
    """`python docs/reference/generate.py` would change nothing."""
    outdated = [
        path.name for path, text in generate.pages().items() if path.read_text(encoding="utf-8") != text
    ]

    assert [] == outdated


def test_every_public_name_is_in_the_reference() -> None:
    """Steps, combinators and State: what can be imported from perdure is explained."""
    text = "".join((REFERENCE / name).read_text(encoding="utf-8") for name in ("steps.md", "state.md"))

    assert [] == [name for name in perdure.__all__ if not re.search(rf"`[@(]?{name}\b", text)]


def test_the_codes_without_a_class_are_those_that_are_sent() -> None:
    """The second table of errors has the codes that stand in the handlers, and before them."""
    senders = (ROOT / "api" / "handlers.py", ROOT / "console" / "hosts.py")
    handlers = "".join(path.read_text(encoding="utf-8") for path in senders)
    _, _, table = (REFERENCE / "api.md").read_text(encoding="utf-8").partition("<!-- end of errors -->")
    listed = set(re.findall(r"^\| \d+ \| `(\w+)`", table, re.MULTILINE))
    sent = set(re.findall(r'problem\(\s*\d+, "(\w+)"', handlers)) | set(re.findall(r'\d+: "(\w+)"', handlers))

    assert listed == sent - {"bad_request"}


def test_the_snippets_about_state_can_be_imported(tmp_path: Path) -> None:
    """They define steps."""
    text = next(item.text for item in snippets(REFERENCE / "state.md") if item.language == "python")
    file = tmp_path / "state_page.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("state_page", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # where annotations are looked up
    spec.loader.exec_module(module)

    assert {"a": 1, "seen": ["a"]} == module.read_everything({"a": 1})
