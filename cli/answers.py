"""Files with answers to a form, in JSON or YAML."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic_core import PydanticSerializationError, to_jsonable_python
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from .errors import UsageError

Answers = list[dict[str, Any]] | dict[str, Any]
"""Answers page by page, or all of them together by name."""


def read_answers(path: Path) -> Answers:
    """Read answers to a form: a list with an object per page, or one object with the answers to all pages.

    Args:
        path: a file; ``-`` is standard input. JSON if its name ends in ``.json``, else YAML, of which JSON is a part.

    Raises:
        UsageError: it cannot be read, or holds something else.
    """
    name = "standard input" if str(path) == "-" else str(path)
    try:
        text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise UsageError(f"{name} is not text in UTF-8: {error.reason} at byte {error.start}.") from None
    return _answers(_parsed_json(name, text) if path.suffix == ".json" else _parsed_yaml(name, text), name)


def _parsed_json(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise UsageError(f"{name} is not JSON: {error.msg} in line {error.lineno}.") from None
    except RecursionError:
        raise UsageError(f"{name} is nested too deeply.") from None


def _parsed_yaml(name: str, text: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(text)
    except MarkedYAMLError as error:
        where = f" in line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"{name} is not YAML: {error.problem}{where}.") from None
    except (YAMLError, ValueError, RecursionError) as error:  # ValueError: 2026-02-31
        raise UsageError(f"{name} is not YAML: {error}.") from None


def _answers(found: Any, name: str) -> Answers:
    try:
        # YAML has dates and more; JSON may not have a not-a-number.
        plain = to_jsonable_python(found)
        json.dumps(plain, allow_nan=False)
    except (PydanticSerializationError, ValueError) as error:
        raise UsageError(f"{name} has a value that JSON cannot hold: {error}.") from None
    match plain:
        case dict():
            return plain
        case list() if all(isinstance(page, dict) for page in plain):
            return plain
    raise UsageError(
        f"{name} holds {_kind(plain)}; expected a list with an object of answers per page, or one object with all "
        "the answers by name."
    )


def _kind(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case list():
            return "a list of other things than objects"
        case _:
            return repr(value)[:50]
