"""The list of processes."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ..api.actor import Actor
from ..api.connections import Connected
from ..api.processes import ProcessQuery, get_processes
from ..api.views import ViewQuery, get_views
from ..domain.catalogue import catalogue
from ..domain.process import ProcessStatus
from .about import about
from .asked import asked
from .live import live_address
from .pages import page

KINDS = {"change": "Changes", "validation": "Validations", "task": "Tasks"}
"""Apart, because a day has a few changes and thousands of validations."""

VIEWS = {
    "Everything": (),
    "Under way": ("accepted", "running"),
    "Waiting": ("suspended",),
    "Failed": ("failed",),
    "Ended": ("completed", "aborted"),
}
"""What is looked for most often, by status."""

ORDERS = {"newest": "newest first", "oldest": "oldest first", "changed": "last changed first"}
"""What may come first, in words."""

router = APIRouter()


@router.get("/processes")
def show_processes(request: Request, connections: Connected, actor: Actor) -> HTMLResponse:
    """Processes of one kind, the newest first; every filter is in the address."""
    with connections.database.one_reading():
        live = live_address(connections.database)
        query = asked(request, ProcessQuery, kind="change")
        found = get_processes(query, connections)
        return page(
            request,
            "processes.html",
            live=live,
            query=query,
            found=found,
            about=about(connections.database, (process.id for process in found.items)),
            kinds=KINDS,
            views=VIEWS,
            orders=ORDERS,
            saved=get_views(ViewQuery(list="processes"), connections, actor),
            statuses=[status.value for status in ProcessStatus],
            workflows=sorted(catalogue.workflows.values(), key=lambda workflow: workflow.title),
        )
