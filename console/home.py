"""The home page: what waits, what failed, what runs."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from .pages import page

router = APIRouter()


@router.get("/")
async def show_home(request: Request) -> HTMLResponse:
    """What an operator looks at first."""
    return page(request, "home.html")
