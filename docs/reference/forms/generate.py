"""Writes a page per field from `examples/`; `python docs/reference/forms/generate.py` renews them."""

import importlib.util
import inspect
import json
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from perdure.forms import (
    FormValidationError,
    bind_files,
    page_schema,
    post_form,
    take_secrets,
)
from perdure.forms.page import meta_of

HERE = Path(__file__).parent
GROUPS = {
    "Text": ["text", "long_text", "secret", "organisation_id"],
    "Numbers": ["integer", "float", "dec"],
    "Dates and times": ["date", "date_time", "timestamp"],
    "Choosing": [
        "checkbox",
        "choice",
        "radio",
        "drop_down",
        "multi_select",
        "choice_list",
        "search_select",
        "multi_search_select",
        "accept",
    ],
    "Lists, objects and files": ["list", "object", "contact_person", "file"],
    "Shown, not asked": [
        "label",
        "divider",
        "hidden",
        "read_only",
        "display_subscription",
        "migration_summary",
        "callout",
        "markdown",
    ],
    "About fields and pages": ["initial", "visible_when", "depends_on", "layout", "buttons_config"],
}
INDEX = """# Forms

A page of a form is a class, a question is a field of it. What a field is in Python, what it is in JSON and what it says
to wrong answers is on a page of its own; these pages are made from [`examples/`](examples), by running them.

* [The wizard](wizard.md): how pages become a form, and how a client goes through it.
* [Differences from pydantic-forms](differences.md), whose forms and clients work here as they are.
"""


def pages() -> dict[Path, str]:
    """What each generated page must be."""
    loaded = {path.stem: _loaded(path) for path in sorted((HERE / "examples").glob("*.py"))}
    index = [INDEX]
    for group, names in GROUPS.items():
        index += [f"\n## {group}\n", *(f"* [{_title(loaded[name])}]({_file(name)})" for name in names)]
    listed = [name for names in GROUPS.values() for name in names]
    if forgotten := loaded.keys() - set(listed):
        raise LookupError(f"Put {', '.join(sorted(forgotten))} into a group.")
    written = {HERE / _file(name): _page(loaded[name]) for name in listed}
    return {HERE / "README.md": "\n".join(index) + "\n", **written}


def _page(example: ModuleType) -> str:
    _, _, prose = inspect.cleandoc(example.__doc__ or "").partition("\n")
    schema = page_schema(example.Page)
    given, secrets = take_secrets(_answered(example, example.RIGHT))
    parts = [
        f"# {_title(example)}",
        prose.strip(),
        _code("python", _source(example)),
        "The page as JSON Schema:",
        _code("json", _json(schema)),
    ]
    meta = meta_of(example.Page)
    if meta is not None and "customButtons" in meta:
        parts += ["Its `meta`:", _code("json", _json(meta))]
    parts += ["## Answers", _code("json", _json(example.RIGHT)), "is taken as", _code("json", _json(given))]
    if secrets:
        parts.append(f"and, apart from it, {', '.join(f'`{name}`' for name in secrets)}.")
    if example.WRONG:
        rows = [row for wrong in example.WRONG for row in _errors(example, wrong)]
        parts.append("\n".join(["| sent | `loc` | `msg` | `type` |", "|---|---|---|---|", *rows]))
    if (HERE / (picture := f"pictures/{_slug(example)}.png")).exists():
        parts += ["## In the console", f"![{_title(example)} in the console, filled in]({picture})"]
    return "\n\n".join(parts) + "\n"


def _answered(example: ModuleType, answers: dict[str, Any]) -> dict[str, Any]:
    if not hasattr(example, "Store"):
        return post_form(lambda: example.Page, {}, [answers])
    with bind_files(example.Store()):
        return post_form(lambda: example.Page, {}, [answers])


def _errors(example: ModuleType, wrong: dict[str, Any]) -> list[str]:
    try:
        _answered(example, wrong)
    except FormValidationError as refused:
        sent = [json.dumps(wrong), *[""] * len(refused.errors)]
        return [
            f"| {_cell(what)} | `{json.dumps(error.loc)}` | {error.msg} | `{error.type}` |"
            for what, error in zip(sent, refused.errors, strict=False)
        ]
    raise AssertionError(f"{example.__name__} takes {wrong}")


def _title(example: ModuleType) -> str:
    return inspect.cleandoc(example.__doc__ or "").partition("\n")[0].removesuffix(".")


def _source(example: ModuleType) -> str:
    """What an author writes: without the docstring, and without the answers to try it with."""
    text = Path(str(example.__file__)).read_text(encoding="utf-8").split('"""', 2)[2]
    shown = re.split(r"^(?:RIGHT|ANN|CONTRACT)\b", text, maxsplit=1, flags=re.MULTILINE)[0]
    return re.sub(r"  # noqa: .*", "", shown).strip()


def _slug(example: ModuleType) -> str:
    return Path(str(example.__file__)).stem.replace("_", "-")


def _file(name: str) -> str:
    return f"{name.replace('_', '-')}.md"


def _code(language: str, text: str) -> str:
    return f"```{language}\n{text}\n```"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _cell(text: str) -> str:
    return f"`{text.replace('|', chr(92) + '|')}`" if text else ""


def _loaded(path: Path) -> ModuleType:
    name = f"field_examples_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
