"""`perdure skip`."""

import typer

from .options import Actor, ApiUrl, Position, ProcessId, Reason, connect


def skip(
    process: ProcessId,
    *,
    reason: Reason = None,
    position: Position = None,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """Go on after the failed step of a process, as if it had been done; State stays as it is."""
    connect(api, actor).put("processes", process, "skip", body={"reason": reason, "position": position})
    typer.echo(f"Skipped. Next: perdure show {process}")
