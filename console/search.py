"""The search over everything: what the palette asks, and a page of its own for who has no scripts."""

from collections.abc import Iterator
from typing import Annotated, NamedTuple
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from ..api.connections import Connected
from ..db.customer_views import find_customers
from ..db.paging import Slice
from ..db.process_views import read_process_summaries
from ..db.subscription_views import SubscriptionFilter, list_subscriptions
from ..domain.catalogue import catalogue
from ..domain.definitions import Target
from .pages import SECTIONS, page

OF_EACH = 8
"""So many of each kind are shown."""

router = APIRouter()


class Hit(NamedTuple):
    """Something that was found.

    Args:
        title: what it is called.
        address: where it is.
        kind: what it is.
    """

    title: str
    address: str
    kind: str


@router.get("/search")
def search(
    request: Request,
    connections: Connected,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
) -> HTMLResponse:
    """What is called like this: pages, workflows, subscriptions, customers; and whatever has this id."""
    hits = [*_pages(q), *_workflows(q)]
    if q.strip():
        with connections.database.reading() as connection:
            hits += _rows(connection, q)
    return page(request, "search.html", q=q, hits=hits)


def _pages(q: str) -> Iterator[Hit]:
    for address, name in SECTIONS.items():
        if _is_in(q, name):
            yield Hit(name, address, "page")


def _workflows(q: str) -> Iterator[Hit]:
    for workflow in sorted(catalogue.workflows.values(), key=lambda workflow: workflow.title):
        if _is_in(q, f"{workflow.title} {workflow.name}"):
            if workflow.target in {Target.CREATE, Target.TASK}:
                yield Hit(workflow.title, f"/workflows/{workflow.name}/start", "start")
            else:
                yield Hit(workflow.title, f"/catalogue/workflows/{workflow.name}", "workflow")


def _rows(connection: Connection, q: str) -> Iterator[Hit]:
    for row in list_subscriptions(connection, SubscriptionFilter(search=q), Slice(OF_EACH)).items:
        title = row.description or str(row.subscription_id)
        yield Hit(title, f"/subscriptions/{row.subscription_id}", f"{row.status} {row.product_name}")
    for row in find_customers(connection, q, limit=OF_EACH):
        yield Hit(row.name, f"/customers/{quote(row.customer_id)}", "customer")
    for row in read_process_summaries(connection, _ids(q)):
        yield Hit(row.title, f"/processes/{row.process_id}", f"{row.status} process")


def _ids(q: str) -> list[UUID]:
    try:
        return [UUID(q.strip())]
    except ValueError:
        return []


def _is_in(q: str, text: str) -> bool:
    return all(word in text.lower() for word in q.lower().split())
