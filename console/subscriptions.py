"""The list of subscriptions: searched, filtered, and taken away as a file."""

import csv
import io
import json
from collections.abc import Iterator

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from ..activities.check import Verdict
from ..api.actor import Actor
from ..api.connections import Connected, Connections
from ..api.products import list_products
from ..api.subscription_models import SubscriptionSummary
from ..api.subscriptions import SubscriptionQuery, get_subscriptions
from ..api.views import ViewQuery, get_views
from ..domain.lifecycle import SubscriptionLifecycle
from .asked import asked
from .live import live_address
from .pages import page

AT_ONCE = 200
"""So many rows of a file are read in one go."""

COLUMNS = (
    "subscription_id",
    "description",
    "status",
    "insync",
    "verdict",
    "product",
    "customer_id",
    "customer",
)
"""Of the file for spreadsheets, with the moments after them."""

MOMENTS = ("start_date", "end_date", "created_at", "updated_at")

ORDERS = {
    "newest": "newest first",
    "oldest": "oldest first",
    "changed": "last changed first",
    "description": "by description",
    "customer": "by customer",
    "status": "by status",
}
"""What may come first, in words."""

router = APIRouter()


@router.get("/subscriptions")
def show_subscriptions(request: Request, connections: Connected, actor: Actor) -> HTMLResponse:
    """Subscriptions, the newest first; search and every filter are in the address."""
    with connections.database.one_reading():
        live = live_address(connections.database)
        query = asked(request, SubscriptionQuery)
        return page(
            request,
            "subscriptions.html",
            live=live,
            query=query,
            orders=ORDERS,
            saved=get_views(ViewQuery(list="subscriptions"), connections, actor),
            found=get_subscriptions(query, connections),
            statuses=list(SubscriptionLifecycle),
            verdicts=list(Verdict),
            products=list_products(connections),
        )


@router.get("/subscriptions.csv")
def export_csv(request: Request, connections: Connected) -> StreamingResponse:
    """All that the filters find, as a table for spreadsheets."""
    rows = _every(connections, asked(request, SubscriptionQuery, limit=AT_ONCE))
    return _file(_csv_lines(rows), "text/csv", "subscriptions.csv")


@router.get("/subscriptions.json")
def export_json(request: Request, connections: Connected) -> StreamingResponse:
    """All that the filters find, as the API shows it."""
    rows = _every(connections, asked(request, SubscriptionQuery, limit=AT_ONCE))
    return _file(_json_lines(rows), "application/json", "subscriptions.json")


def _every(connections: Connections, query: SubscriptionQuery) -> Iterator[SubscriptionSummary]:
    cursor = query.cursor
    while True:
        part = get_subscriptions(query.model_copy(update={"cursor": cursor}), connections)
        yield from part.items
        cursor = part.next
        if cursor is None:
            return


def _csv_lines(rows: Iterator[SubscriptionSummary]) -> Iterator[str]:
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow([*COLUMNS, *MOMENTS])
    for row in rows:
        values = row.model_dump(mode="json")
        values |= {"product": row.product.name, "customer_id": row.customer.customer_id}
        values["customer"] = row.customer.name
        writer.writerow([_cell(values[name]) for name in (*COLUMNS, *MOMENTS)])
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def _cell(value: object) -> object:
    """A value that no spreadsheet takes for a formula: a description is anybody's text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value


def _json_lines(rows: Iterator[SubscriptionSummary]) -> Iterator[str]:
    separator = "[\n"
    for row in rows:
        yield separator + json.dumps(row.model_dump(mode="json"), ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def _file(lines: Iterator[str], media_type: str, name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(lines, media_type=media_type, headers=headers)
