"""Secrets that a process has stored: each is handed out once."""

from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from ..db.secrets import reveal_secret
from .actor import Actor
from .connections import Connected
from .pages import Word
from .problems import documented

router = APIRouter(prefix="/processes", tags=["processes"])


class Revealed(BaseModel):
    """A secret. It is kept nowhere after this answer."""

    name: str = Field(description="Its name.")
    value: str = Field(description="What it is.")


@router.post("/{process_id}/secrets/{name}/reveal", responses=documented(404, 409, 410, 422, 503))
def reveal(
    process_id: UUID, name: Word, connections: Connected, actor: Actor, response: Response
) -> Revealed:
    """Hand a secret out, once."""
    response.headers["Cache-Control"] = "no-store"
    value = reveal_secret(connections.database, connections.cipher, process_id, name, actor=actor)
    return Revealed(name=name, value=value)
