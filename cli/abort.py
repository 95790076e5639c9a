"""`perdure abort`."""

from typing import Annotated

import typer

from .options import Actor, ApiUrl, ProcessId, Reason, connect


def abort(
    process: ProcessId,
    *,
    reason: Reason = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what its steps have done, the last one first.")
    ] = False,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """End a process where it is; what it has done stays, unless --undo."""
    connect(api, actor).put("processes", process, "abort", body={"reason": reason, "undo": undo})
    typer.echo(f"Aborted. Next: perdure show {process}")
