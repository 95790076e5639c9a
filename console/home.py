"""The home page: what waits, what failed, what drifted, what runs, and what can be started."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ..api.actor import LOCAL, Actor, Groups
from ..api.connections import Connected, Connections
from ..api.drafts import DraftQuery, get_drafts
from ..api.drift import get_drift
from ..api.drift_models import DriftQuery
from ..api.engine_status import get_engine_status
from ..api.inbox import InboxItem, InboxQuery, get_inbox
from ..api.pages import Page
from ..api.pages import page as page_of
from ..api.processes import ProcessQuery, get_processes
from ..api.subscriptions import SubscriptionQuery, get_subscriptions
from ..api.workflows import WorkflowSummary
from ..db.inbox import read_inbox
from ..domain.catalogue import catalogue
from ..domain.definitions import Target
from ..domain.process import ProcessStatus
from .about import about
from .drift import COUNTING
from .live import live_address
from .pages import page

SHOWN = 10
"""So many of each kind are on the page; its title leads to all of them."""

UNDER_WAY = [ProcessStatus.ACCEPTED, ProcessStatus.RUNNING, ProcessStatus.SUSPENDED]

router = APIRouter()


@router.get("/")
def show_home(request: Request, connections: Connected, actor: Actor, groups: Groups) -> HTMLResponse:
    """What an operator looks at first."""
    with connections.database.one_reading():
        live = live_address(connections.database)
        inbox = _inbox(connections, actor, groups)
        failed = get_processes(ProcessQuery(limit=SHOWN, status=[ProcessStatus.FAILED]), connections)
        drifted = get_drift(DriftQuery(limit=SHOWN, state=COUNTING), connections)
        running = get_processes(ProcessQuery(limit=SHOWN, status=UNDER_WAY), connections)
        return page(
            request,
            "home.html",
            live=live,
            engine=get_engine_status(connections),
            inbox=inbox,
            failed=failed,
            drifted=drifted,
            running=running,
            about=about(
                connections.database,
                [
                    *(process.id for process in (*failed.items, *running.items)),
                    *(item.process_id for item in inbox.items),
                ],
            ),
            latest=get_subscriptions(SubscriptionQuery(limit=SHOWN), connections),
            drafts=get_drafts(DraftQuery(limit=SHOWN), connections, actor),
            titles={workflow.name: workflow.title for workflow in catalogue.workflows.values()},
            startable=[
                WorkflowSummary.of(workflow)
                for _, workflow in sorted(catalogue.workflows.items())
                if workflow.target in {Target.CREATE, Target.TASK}
            ],
        )


def _inbox(connections: Connections, actor: str, groups: frozenset[str]) -> Page[InboxItem]:
    query = InboxQuery(limit=SHOWN, order="oldest")
    if actor != LOCAL:
        return get_inbox(query, connections, actor, groups)
    # Access control is off, and whoever sits here is nobody in particular: they see what waits for anybody.
    with connections.database.reading() as connection:
        return page_of(read_inbox(connection, None, query.slice()), InboxItem.of)
