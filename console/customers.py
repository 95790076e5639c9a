"""Customers, and what they have."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from ..api.connections import Connected
from ..api.customers import get_customer, list_customers
from ..api.pages import Part
from ..api.subscriptions import SubscriptionQuery, get_subscriptions
from .asked import asked
from .live import live_address
from .pages import page

router = APIRouter(prefix="/customers")


@router.get("")
def show_customers(request: Request, connections: Connected) -> HTMLResponse:
    """Customers, the newest first."""
    live = live_address(connections.database)
    found = list_customers(asked(request, Part), connections)
    return page(request, "customers.html", live=live, found=found)


@router.get("/{customer_id:path}")
def show_customer(request: Request, customer_id: str, connections: Connected) -> HTMLResponse:
    """One customer with their subscriptions."""
    live = live_address(connections.database)
    customer = get_customer(customer_id, connections)
    query = asked(request, SubscriptionQuery, customer_id=customer_id)
    return page(
        request, "customer.html", live=live, customer=customer, found=get_subscriptions(query, connections)
    )
