"""`perdure show`."""

from typing import Annotated

import typer

from .options import Actor, ApiUrl, AsJson, ProcessId, connect


def show(
    process: ProcessId,
    *,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Keep showing it until it has ended or waits for somebody.")
    ] = False,
    as_json: AsJson = False,
    api: ApiUrl = None,
    actor: Actor = None,
) -> None:
    """Show a process: where it is, what it waits for, and what its steps did."""
    from ..api.process_models import ProcessDetail
    from .console import print_json
    from .follow import follow as following
    from .follow import print_live
    from .process_view import print_process

    client = connect(api, actor)
    answers = following(client, process) if follow else iter([client.get("processes", process)])
    if as_json:
        *_, last = answers
        print_json(last)
    elif follow:
        print_live(answers)
    else:
        print_process(ProcessDetail.model_validate(next(answers)))
