"""`perdure retry`."""

import typer

from .options import Actor, ApiUrl, ProcessId, Reason, connect


def retry(process: ProcessId, *, reason: Reason = None, api: ApiUrl = None, actor: Actor = None) -> None:
    """Try the failed step of a process again."""
    connect(api, actor).put("processes", process, "retry", body={"reason": reason})
    typer.echo(f"Tried again. Next: perdure show {process}")
