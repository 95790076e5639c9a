"""Where tables go."""

import json
from typing import Any

from rich.console import Console
from rich.table import Table

_USUAL_WIDTH = 160
"""Columns where there is no terminal to fit into: a file or a pipe can be wide."""


def console() -> Console:
    """Standard output."""
    found = Console(highlight=False, markup=False, emoji=False)
    if not found.is_terminal:
        found.width = _USUAL_WIDTH
    return found


def table(*columns: str) -> Table:
    """An empty table; the first column is never cut."""
    made = Table(box=None, pad_edge=False, header_style="bold")
    for index, column in enumerate(columns):
        made.add_column(column, no_wrap=index == 0, overflow="fold")
    return made


def print_json(answer: Any) -> None:
    """An answer of the API as it is."""
    print(json.dumps(answer, indent=2, ensure_ascii=False))  # noqa: T201 — nothing but JSON, for programs
