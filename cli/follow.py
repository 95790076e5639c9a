"""A process at the terminal while it goes on."""

import time
from collections.abc import Iterable, Iterator
from typing import Any, Final

from rich.live import Live

from ..api.process_models import ProcessDetail
from ..api.waiting import WaitKind
from .client import Client
from .console import console
from .process_view import view_of

PERIOD: Final = 0.5
"""Seconds between two looks."""

_SOMEBODY: Final = frozenset({WaitKind.PERSON, WaitKind.OPERATOR})


def follow(client: Client, process_id: str) -> Iterator[Any]:
    """The API's answers about a process, until it has ended or waits for a person or an operator."""
    while True:
        found = client.get("processes", process_id)
        yield found
        waiting = ProcessDetail.model_validate(found).waiting_on
        if waiting is None or waiting.kind in _SOMEBODY:
            return
        time.sleep(PERIOD)


def print_live(answers: Iterable[Any]) -> None:
    """Print a process anew with each answer, over what was printed before; without a terminal only the last."""
    with Live(console=console(), auto_refresh=False, vertical_overflow="visible") as live:
        for found in answers:
            live.update(view_of(ProcessDetail.model_validate(found)), refresh=True)
