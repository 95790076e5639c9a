"""Lists come in pages: how a client asks for one, and what it gets."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Row

from ..db.paging import Rows, Slice

ItemT = TypeVar("ItemT")

Word = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
"""A name in a path or a filter. PostgreSQL has no NUL in text."""

Reason = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
"""Why somebody decided something; not blank."""


class Portion(BaseModel):
    """Which part of a list is asked for; the query of every list, unknown parameters are told."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=50, ge=1, le=200, description="How many items at most.")
    cursor: str | None = Field(
        default=None,
        max_length=1500,
        pattern=r"^[A-Za-z0-9_-]+$",
        description="The `next` of the page before.",
    )

    def slice(self) -> Slice:
        """The part as queries take it."""
        return Slice(self.limit, self.cursor)


class Part(Portion):
    """The same of a list by the moment when its items began."""

    order: Literal["newest", "oldest"] = Field(default="newest", description="What comes first.")

    def slice(self) -> Slice:
        """The part as queries take it."""
        return Slice(self.limit, self.cursor, ascending=self.order == "oldest")


class Page(BaseModel, Generic[ItemT]):
    """A part of a list."""

    items: list[ItemT] = Field(description="What was asked for, in order.")
    next: str | None = Field(description="The `cursor` of the next page; null on the last one.")


def page(rows: Rows, model: Callable[[Row[Any]], ItemT]) -> Page[ItemT]:
    """Rows as a page of models."""
    return Page(items=[model(row) for row in rows.items], next=rows.next)
