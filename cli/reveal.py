"""`perdure reveal`."""

from typing import Annotated

import typer

from .options import Actor, ApiUrl, ProcessId, connect


def reveal(
    process: ProcessId,
    name: Annotated[str, typer.Argument(help="The secret's name; `perdure show` lists them.")],
    *,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """Print a secret that a process has stored. That works once: it is kept nowhere afterwards."""
    secret = connect(api, actor).post("processes", process, "secrets", name, "reveal")
    typer.echo(secret["value"])
