"""`perdure abort`."""

import typer

from .options import Actor, ApiUrl, ProcessId, Reason, connect


def abort(process: ProcessId, *, reason: Reason = None, api: ApiUrl = None, actor: Actor = None) -> None:
    """End a process where it is; what it has done stays."""
    connect(api, actor).put("processes", process, "abort", body={"reason": reason})
    typer.echo(f"Aborted. Next: perdure show {process}")
