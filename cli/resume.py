"""`perdure resume`."""

from pathlib import Path
from typing import Annotated

import typer

from .options import Actor, ApiUrl, ProcessId, connect


def resume(
    process: ProcessId,
    *,
    answers: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="JSON or YAML; - for standard input. Without it: what is asked."),
    ] = None,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """Answer the form that a process waits with.

    The answers are a list with an object per page of the form, or one object with the answers to all pages.
    """
    from .answers import read_answers
    from .wizard import fill_in

    given = read_answers(answers) if answers else None
    client = connect(api, actor)
    fill_in(lambda pages: client.put("processes", process, "resume", body=pages), given)
    typer.echo(f"Answered. Next: perdure show {process}")
