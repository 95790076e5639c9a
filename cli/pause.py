"""`perdure pause` and `perdure unpause`."""

import typer

from .options import Actor, ApiUrl, Reason, connect


def pause(*, reason: Reason = None, api: ApiUrl = None, actor: Actor = None) -> None:
    """Pause the engine: steps that run finish, nothing new begins, starts are refused."""
    _set(api, actor, paused=True, reason=reason)


def unpause(*, reason: Reason = None, api: ApiUrl = None, actor: Actor = None) -> None:
    """Let the engine go on where it was."""
    _set(api, actor, paused=False, reason=reason)


def _set(api: str | None, actor: str | None, *, paused: bool, reason: str | None) -> None:
    body = {"global_lock": paused, "reason": reason}
    state = connect(api, actor).put("settings", "status", body=body)
    typer.echo(f"The engine is {state['status']}.")
