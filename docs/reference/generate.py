"""Writes the pages of the reference that follow from the code; `python docs/reference/generate.py` renews them."""

import inspect
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic_core import PydanticUndefined, to_jsonable_python
from typer.main import get_command

from perdure.cli import app
from perdure.domain import errors
from perdure.settings import PREFIX, Settings

HERE = Path(__file__).parent
ERRORS = ("<!-- errors -->\n", "<!-- end of errors -->\n")
"""The table of errors stands between these lines of a page that is written by hand."""


def settings() -> str:
    """The page of settings."""
    rows = []
    for name, field in Settings.model_fields.items():
        rows.append(
            f"| `{PREFIX}{name.upper()}` | {_default(field.get_default())} | {_prose(field.description)} |"
        )
    return f"""# Settings

Settings are environment variables. An empty one counts as not set. One that cannot be used ends the command with a line
that names it. This page is made from [`settings.py`](../../settings.py).

| variable | when not set | what it does |
|---|---|---|
{chr(10).join(rows)}

Some parts have settings of their own:

| variable | read by | what it does |
|---|---|---|
| `PERDURE_API_URL` | the commands that ask the API | Where the API is. |
| `PERDURE_ACTOR` | the commands that ask the API | Who you are. |
| `PERDURE_DATABASE_SERVERS` | the product `database` | Its servers: `{{"name": {{"title": …, "dsn": …}}, …}}`. |
"""


def commands() -> str:
    """The page of commands."""
    group: Any = get_command(app)
    parts = [
        "# Commands\n",
        f"{_prose(group.help)}\n",
        "This page is made from the commands themselves; `perdure COMMAND --help` says the same.\n",
        "Exit codes: 0 done, 1 it did not work, 2 an argument or file cannot be used, 3 a form needs other answers.\n",
    ]
    for name, command in sorted(group.commands.items()):
        parts += [f"## perdure {name}\n", f"{inspect.cleandoc(command.help)}\n", *_parameters(command)]
    return "\n".join(parts)


def error_table() -> str:
    """Every error with a status of its own, as a table."""
    rows = [
        f"| {error.status} | `{error.code}` | `{error.__name__}` | {(error.__doc__ or '').splitlines()[0]} |\n"
        for error in sorted(
            set(_errors(errors.PerdureError)), key=lambda error: (error.status, error.code, error.__name__)
        )
    ]
    return f"| status | code | class | means |\n|---|---|---|---|\n{''.join(rows)}"


def pages() -> dict[Path, str]:
    """What each generated page must be."""
    api = HERE / "api.md"
    before, _, rest = api.read_text(encoding="utf-8").partition(ERRORS[0])
    _, _, after = rest.partition(ERRORS[1])
    return {
        HERE / "settings.md": settings(),
        HERE / "commands.md": commands(),
        api: f"{before}{ERRORS[0]}\n{error_table()}\n{ERRORS[1]}{after}",
    }


def _errors(root: type[errors.PerdureError]) -> Iterator[type[errors.PerdureError]]:
    if root.__module__ == errors.__name__:
        yield root
        for error in root.__subclasses__():
            yield from _errors(error)


def _parameters(command: Any) -> Iterator[str]:
    rows = []
    for parameter in command.params:
        if parameter.name == "help":
            continue
        argument = parameter.param_type_name == "argument"
        name = parameter.metavar or parameter.name.upper() if argument else ", ".join(parameter.opts)
        variable = f" Or `{parameter.envvar}`." if parameter.envvar else ""
        rows.append(f"| `{name}` | {_prose(parameter.help)}{variable} |")
    if rows:
        yield "\n".join(["| | |", "|---|---|", *rows, ""])


def _prose(text: str | None) -> str:
    return " ".join((text or "").split()).replace("``", "`").replace("|", "\\|")


def _default(value: object) -> str:
    match value:
        case None | ():
            return ""
        case timedelta():
            return f"`{to_jsonable_python(value)}`"
        case bool():
            return f"`{str(value).lower()}`"
        case _ if value is PydanticUndefined:
            return ""
    return f"`{value}`"


if __name__ == "__main__":
    for file, text in pages().items():
        file.write_text(text, encoding="utf-8")
