"""Saved views: filters of a list that somebody gave a name, for themselves."""

from datetime import datetime
from typing import Annotated, Final, Literal, TypeAlias
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from ..db.saved_views import read_views, remove_view, save_view
from ..domain.customer import Line
from .actor import Actor
from .connections import Connected
from .pages import Portion
from .problems import documented
from .processes import ProcessQuery
from .queries import read_query
from .subscriptions import SubscriptionQuery

router = APIRouter(prefix="/views", tags=["views"])

Viewed: TypeAlias = Literal["processes", "subscriptions"]

QUERIES: Final[dict[Viewed, type[Portion]]] = {"processes": ProcessQuery, "subscriptions": SubscriptionQuery}
"""What each list may be asked."""


class ViewQuery(BaseModel):
    """Which views to list."""

    model_config = ConfigDict(extra="forbid")

    list: Viewed = Field(description="Those of this list.")


class NewView(BaseModel):
    """A list with filters, and a name for it."""

    model_config = ConfigDict(extra="forbid")

    list: Viewed = Field(description="Which list.")
    name: Line = Field(description="What the view is called; unique among the views of its owner.")
    query: Annotated[str, Field(max_length=2000)] = Field(
        description="The filters, as they stand in the address of the list: `status=failed&order=oldest`."
    )

    def filters(self) -> str:
        """The filters without what belongs to a page of the list.

        Raises:
            BadRequestError: the list cannot be asked that.
        """
        given = [(name, value) for name, value in parse_qsl(self.query) if name not in {"cursor", "limit"}]
        read_query(QUERIES[self.list], given)
        return urlencode(given)


class SavedView(BaseModel):
    """A view that somebody has saved."""

    model_config = ConfigDict(from_attributes=True)

    view_id: UUID = Field(description="Its id.")
    list: Viewed = Field(description="Which list it shows.")
    name: str = Field(description="What it is called.")
    query: str = Field(description="The filters.")
    created_at: datetime = Field(description="When it was saved.")


@router.get("", responses=documented(422, 503))
def get_views(query: Annotated[ViewQuery, Query()], connections: Connected, actor: Actor) -> list[SavedView]:
    """The views of a list that whoever asks has saved, by name; fifty at most."""
    with connections.database.reading() as connection:
        found = read_views(connection, actor=actor, of=query.list)
    return [SavedView.model_validate(view) for view in found]


@router.post("", status_code=201, responses=documented(400, 409, 413, 415, 422, 503))
def post_view(body: NewView, connections: Connected, actor: Actor) -> SavedView:
    """Save a view, for whoever asks."""
    saved = save_view(connections.database, actor=actor, of=body.list, name=body.name, query=body.filters())
    return SavedView.model_validate(saved)


@router.delete("/{view_id}", status_code=204, responses=documented(404, 422, 503))
def delete_view(view_id: UUID, connections: Connected, actor: Actor) -> None:
    """Throw away a view of whoever asks."""
    remove_view(connections.database, view_id, actor=actor)
