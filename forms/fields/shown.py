"""What a page only shows in a line; whatever is sent for it is ignored."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field


def _shown(kind: str) -> Any:
    return Field(None, frozen=True, json_schema_extra={"format": kind, "type": "string"})


Label = Annotated[str | None, _shown("label")]
"""A line of text among the questions: `heading: Label = "Where it ends"`."""

Divider = Annotated[str | None, _shown("divider")]
"""A line across the page: `line: Divider`."""

Hidden = Annotated[str | None, _shown("hidden")]
"""A value that goes along unseen: `source: Hidden = "crm"`."""

DisplaySubscription = Annotated[
    UUID, Field(frozen=True, json_schema_extra={"format": "subscription", "type": "string"})
]
"""A subscription, shown with what it is: `subscription: DisplaySubscription = subscription_id`."""
