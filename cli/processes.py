"""`perdure processes`."""

from typing import Annotated
from uuid import UUID

import typer

from .options import Actor, ApiUrl, AsJson, Limit, connect


def processes(
    *,
    kind: Annotated[str | None, typer.Option(help="Only change, validation or task.")] = None,
    status: Annotated[list[str] | None, typer.Option(help="Only in this status; may be repeated.")] = None,
    workflow: Annotated[str | None, typer.Option(help="Only of this workflow.")] = None,
    reporter: Annotated[str | None, typer.Option(help="Only those that this one started.")] = None,
    subscription: Annotated[UUID | None, typer.Option(help="Only those that work on it.")] = None,
    limit: Limit = 20,
    as_json: AsJson = False,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """List processes, newest first."""
    from ..api.process_models import ProcessSummary
    from .console import console, print_json, table
    from .process_view import styled
    from .text import moment, plain

    found = connect(api, actor).get(
        "processes",
        kind=kind,
        status=status,
        workflow=workflow,
        reporter=reporter,
        subscription_id=subscription and str(subscription),
        limit=limit,
    )
    if as_json:
        print_json(found)
        return
    rows = table("Process", "Status", "Started", "Waits for")
    for item in found["items"]:
        process = ProcessSummary.model_validate(item)
        rows.add_row(
            f"{plain(process.title)}\n{process.id}",
            styled(process.status),
            f"{moment(process.accepted_at)}\nby {plain(process.reporter)}",
            plain(process.waiting_on.words if process.waiting_on else ""),
        )
    console().print(rows if found["items"] else "No processes.")
