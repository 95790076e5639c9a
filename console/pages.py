"""How a page is drawn: the templates, and what all of them know."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..api.actor import LOCAL, Actor
from ..domain.difference import ABSENT
from .asked import here
from .words import FILTERS

# Resolved: an editable install links file by file, and links are not served.
_FOLDER: Final = Path(__file__).resolve().parent

STATIC: Final = _FOLDER / "static"
"""The stylesheet and the scripts."""

SECTIONS: Final = {
    "/": "Home",
    "/processes": "Processes",
    "/subscriptions": "Subscriptions",
    "/drift": "Drift",
    "/customers": "Customers",
    "/catalogue": "Catalogue",
    "/schedules": "Schedules",
}
"""What the navigation leads to."""


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Draw a page.

    Args:
        request: for whom; says who is signed in and which section of the navigation this is.
        template: its name.
        status: of the response.
        context: what the template shows.
    """
    text = templates().get_template(template).render(request=request, **context)
    return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


async def know_actor(request: Request, actor: Actor) -> None:
    """Keep for the page's header who is signed in."""
    request.state.actor = actor


@cache
def templates() -> Environment:
    """The templates. Everything that they show is escaped; a name that they do not know is an error."""
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= FILTERS
    environment.tests["absent"] = lambda value: value is ABSENT
    environment.globals |= {
        "sections": SECTIONS,
        "static": _static,
        "signed_in": _signed_in,
        "is_current": _is_current,
        "here": here,
    }
    return environment


def _signed_in(request: Request) -> str:
    return str(getattr(request.state, "actor", LOCAL))


def _is_current(request: Request, section: str) -> bool:
    path = request.url.path
    return path == section or (section != "/" and path.startswith(f"{section}/"))


@cache
def _static(name: str) -> str:
    """The address of a file; it changes with the file, so that browsers may keep what they have."""
    return f"/static/{name}?v={hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"
