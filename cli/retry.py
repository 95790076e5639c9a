"""`perdure retry`."""

import json
from typing import Annotated, Any

import typer

from .errors import UsageError
from .options import Actor, ApiUrl, Position, ProcessId, Reason, connect


def retry(
    process: ProcessId,
    *,
    reason: Reason = None,
    edit: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=JSON", help="Give a key of State another value first; may be repeated."),
    ] = None,
    reapply: Annotated[
        bool,
        typer.Option(
            "--reapply", help="Save the result it had when somebody stood in its way; do not run it."
        ),
    ] = False,
    position: Position = None,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """Try the failed step of a process again."""
    body = {
        "reason": reason,
        "position": position,
        "edits": dict(map(_edit, edit)) if edit else None,
        "reapply": reapply,
    }
    connect(api, actor).put("processes", process, "retry", body=body)
    typer.echo(f"Tried again. Next: perdure show {process}")


def _edit(written: str) -> tuple[str, Any]:
    key, equals, value = written.partition("=")
    if not key or not equals:
        raise UsageError(f"--edit {written!r} is not KEY=JSON.")
    try:
        return key, json.loads(value)
    except ValueError as error:
        raise UsageError(
            f"--edit {key}: {value!r} is not JSON ({error}). Text needs quotes of its own: '{key}=\"{value}\"'."
        ) from None
