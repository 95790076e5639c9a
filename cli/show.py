"""`perdure show`."""

from .options import Actor, ApiUrl, AsJson, ProcessId, connect


def show(process: ProcessId, *, as_json: AsJson = False, api: ApiUrl = None, actor: Actor = None) -> None:
    """Show a process: where it is, what it waits for, and what its steps did."""
    from ..api.process_models import ProcessDetail
    from .console import print_json
    from .process_view import print_process

    found = connect(api, actor).get("processes", process)
    if as_json:
        print_json(found)
    else:
        print_process(ProcessDetail.model_validate(found))
