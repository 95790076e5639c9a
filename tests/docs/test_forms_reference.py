"""The reference of the forms says what the code does."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from documents import ROOT, snippets

import perdure.forms
from perdure.forms import asynchronous, errors, post_form, submitted, verdict

REFERENCE = ROOT / "docs" / "reference" / "forms"
WIZARD = (REFERENCE / "wizard.md").read_text(encoding="utf-8")


def loaded(name: str, path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec
    assert spec.loader
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def written() -> Iterator[dict[Path, str]]:
    """What the script would write."""
    before = set(sys.modules)
    yield loaded("generate_forms", REFERENCE / "generate.py").pages()
    for name in set(sys.modules) - before:
        if name.startswith("field_examples_"):
            del sys.modules[name]


def test_generated_pages_are_current(written: dict[Path, str]) -> None:
    """`python docs/reference/forms/generate.py` would change nothing, and every other page is written by hand."""
    outdated = [path.name for path, text in written.items() if path.read_text(encoding="utf-8") != text]

    assert [] == outdated
    assert {"wizard.md", "differences.md"} == {path.name for path in REFERENCE.glob("*.md")} - {
        path.name for path in written
    }


def test_every_public_name_is_in_the_reference(written: dict[Path, str]) -> None:
    """What can be imported from perdure.forms is explained on some page."""
    differences = (REFERENCE / "differences.md").read_text(encoding="utf-8")
    text = "".join([WIZARD, differences, *written.values()])
    typing_only = {"Form", "AsyncForm", "AsyncFormGenerator", "WalkOutcome", "AcceptData", "SummaryData"}

    assert (
        set() == {name for name in perdure.forms.__all__ if not re.search(rf"\b{name}\b", text)} - typing_only
    )


def test_the_form_of_the_wizard(tmp_path: Path) -> None:
    """The form that the page begins with runs."""
    file = tmp_path / "wizard_page.py"
    file.write_text(next(item.text for item in snippets(REFERENCE / "wizard.md")), encoding="utf-8")
    form: Any = loaded("wizard_page", file).port_form

    assert {"node": "ams", "port": "ams-2"} == post_form(form, {}, [{"node": "ams"}, {"port": "ams-2"}])


@pytest.mark.parametrize(
    "row",
    [
        f"| pages in a list | {submitted.MAX_PAGES} | 422 `{errors.FormInputError.code}` |",
        f"| fields on a page | {submitted.MAX_FIELDS} | 422 `{errors.FormInputError.code}` |",
        f"| items in a list, fields in an object | {submitted.MAX_ITEMS:,}; {submitted.MAX_FIELDS} | 400 at the value",
        f"| levels of lists and objects | {submitted.MAX_DEPTH} | 400 at the value",
        f"| errors that are listed | {errors.MAX_ERRORS} |",
        f"| characters of a message | {verdict.MAX_MESSAGE} |",
        f"| time | what the caller allows with `deadline` | 422 `{errors.FormTimeoutError.code}` |",
    ],
)
def test_limits(row: str) -> None:
    """The limits are those in force."""
    assert row in WIZARD


def test_async_callers_have_every_walk() -> None:
    """Each walk that the page names is there for async callers as well."""
    walks = ("walk_form", "post_form", "generate_form", "start_form", "keep_answers", "storable_answers")

    assert all(
        hasattr(asynchronous, name) for name in (*walks, "describe_form", "spread_answers", "search_options")
    )


def test_exceptions() -> None:
    """The table has every exception with its status and code."""
    for error in errors.FormException.__subclasses__():
        assert f"| `{error.__name__}` | {error.status} | `{error.code}` |" in WIZARD
