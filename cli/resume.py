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
        typer.Option(metavar="FILE", help="JSON or YAML; - for standard input. Without it you are asked."),
    ] = None,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """Answer the form that a process waits with.

    At a terminal the form is asked page by page. Answers in a file are a list with an object per page of the form, or
    one object with the answers to all pages.
    """
    from .answers import read_answers
    from .dialogue import converse
    from .open_form import OpenForm
    from .terminal import Terminal
    from .wizard import fill_in

    given = read_answers(answers) if answers else None
    client = connect(api, actor)
    form = OpenForm(client, process=process)
    if given is None and Terminal.is_there():
        converse(form, Terminal(), [])
    else:
        fill_in(form.post, given)
    typer.echo(f"Answered. Next: perdure show {process}")
