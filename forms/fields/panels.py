"""What a page only shows at length: callouts, tables, formatted text. Whatever is sent for it is ignored."""

from enum import StrEnum
from typing import Annotated, Any, TypedDict

from pydantic import BaseModel, Field

from .hints import hints


class CalloutMessageType(StrEnum):
    """What a callout looks like."""

    PRIMARY = "primary"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    ACCENT = "accent"


class MarkdownColor(StrEnum):
    """What a formatted text looks like."""

    PRIMARY = "primary"
    SUCCESS = "success"
    WARNING = "warning"
    DANGER = "danger"
    ACCENT = "accent"


class SummaryData(TypedDict, total=False):
    """A table: a head above each column, a label beside each row, and the columns."""

    headers: list[str]
    labels: list[str]
    columns: list[list[str | int | bool | float]]


# The values are nothing: what is shown is in the schema. Clients know the classes by their names.
class _MigrationSummary(BaseModel):
    pass


class MigrationSummaryValue(_MigrationSummary):  # noqa: D101 — its docstring would be its description on the page
    pass


class _Callout(BaseModel):
    pass


class CalloutValue(_Callout):  # noqa: D101 — likewise
    pass


class _Markdown(BaseModel):
    pass


class MarkdownValue(_Markdown):  # noqa: D101 — likewise
    pass


def _shown(**schema: Any) -> Any:
    return Field(frozen=True, default=None, validate_default=False, json_schema_extra=schema or None)


MigrationSummary = Annotated[_MigrationSummary, _shown()]
"""An empty table; `migration_summary` makes one with something in it."""

Callout = Annotated[_Callout, _shown()]
"""An empty callout; `callout` makes one that says something."""

Markdown = Annotated[_Markdown, _shown()]
"""An empty text; `markdown` makes one that says something."""


def migration_summary(data: SummaryData) -> Any:
    """The annotation of a table."""
    return Annotated[
        MigrationSummaryValue, _shown(format="summary", type="string", **hints({"data": dict(data)}))
    ]


def callout(
    *,
    header: str | None = None,
    message: str | None = None,
    icon_type: str | None = "info",
    message_type: CalloutMessageType | str = CalloutMessageType.PRIMARY,
) -> Any:
    """The annotation of a callout: a box that catches the eye.

    Args:
        header: Its title.
        message: What it says.
        icon_type: Name of an icon that the client has.
        message_type: What it looks like.
    """
    shown = {
        "header": header,
        "message": message,
        "icon_type": icon_type,
        "message_type": str(message_type),
    }
    return Annotated[CalloutValue, _shown(format="callout", type="string", default=shown)]


def markdown(*, content: str | None = None, color: MarkdownColor | str = MarkdownColor.PRIMARY) -> Any:
    """The annotation of a formatted text.

    Args:
        content: The text, in Markdown.
        color: What it looks like.
    """
    shown = {"content": content, "color": str(color)}
    return Annotated[MarkdownValue, _shown(format="markdown", type="string", default=shown)]
