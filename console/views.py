"""Views of a list that somebody saves under a name, and throws away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form
from fastapi.responses import RedirectResponse

from ..api.actor import Actor
from ..api.connections import Connected
from ..api.views import NewView, post_view
from ..db.saved_views import remove_view
from .asked import posted

router = APIRouter(prefix="/views")

Text = Annotated[str, Form()]


@router.post("")
def save(
    connections: Connected,
    actor: Actor,
    of: Annotated[str, Form(alias="list")] = "",
    name: Text = "",
    query: Text = "",
) -> RedirectResponse:
    """Save the filters of a list, and go back there."""
    saved = post_view(posted(NewView, list=of, name=name, query=query), connections, actor)
    return RedirectResponse(f"/{saved.list}?{saved.query}", 303)


@router.post("/{view_id}/delete")
def delete(view_id: UUID, connections: Connected, actor: Actor) -> RedirectResponse:
    """Throw a view away, and go to its list."""
    removed = remove_view(connections.database, view_id, actor=actor)
    return RedirectResponse(f"/{removed.list}", 303)
