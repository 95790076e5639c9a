"""What a page only shows: whatever is sent for it is ignored."""

from typing import Any
from uuid import UUID

import pytest

from perdure.forms import (
    Callout,
    CalloutMessageType,
    DisplaySubscription,
    Divider,
    FormPage,
    Hidden,
    Label,
    Markdown,
    MarkdownColor,
    MigrationSummary,
    callout,
    markdown,
    migration_summary,
    page_schema,
    post_form,
)

ID = UUID("866525c8-a868-49bc-b006-1a60e492631e")


class Page(FormPage):
    heading: Label = "Where it ends"
    line: Divider
    source: Hidden = "crm"
    subscription: DisplaySubscription = ID
    empty_table: MigrationSummary
    table: migration_summary({"headers": ["Before"], "labels": ["speed"], "columns": [["1G"]]})  # type: ignore[valid-type]
    empty_box: Callout
    box: callout(header="Mind", message_type=CalloutMessageType.WARNING)  # type: ignore[valid-type]
    empty_text: Markdown
    text: markdown(content="# hi", color=MarkdownColor.SUCCESS)  # type: ignore[valid-type]
    name: str


@pytest.mark.parametrize("sent", ["x", None, 1, {}, {"a": 1}, []])
def test_ignored(sent: Any) -> None:
    """Nothing that is sent for what is only shown is looked at."""
    shown = Page.model_fields.keys() - {"name"}
    answers = dict.fromkeys(shown, sent) | {"name": "x"}

    assert post_form(lambda: Page, {}, [{"name": "x"}]) == post_form(lambda: Page, {}, [answers])


def test_answers() -> None:
    """The answers hold the text of labels and hidden values, and nothing for panels."""
    nothing = ("line", "empty_table", "table", "empty_box", "box", "empty_text", "text")

    assert {
        "heading": "Where it ends",
        "source": "crm",
        "subscription": str(ID),
        "name": "x",
        **dict.fromkeys(nothing),
    } == post_form(lambda: Page, {}, [{"name": "x"}])


def test_panels() -> None:
    """What is shown is in the schema, where clients look for it."""
    properties = page_schema(Page)["properties"]
    table = {"data": {"headers": ["Before"], "labels": ["speed"], "columns": [["1G"]]}}

    assert (table, table) == (properties["table"]["uniforms"], properties["table"]["extraProperties"])
    assert {"header": "Mind", "message": None, "icon_type": "info", "message_type": "warning"} == properties[
        "box"
    ]["default"]
    assert {"content": "# hi", "color": "success"} == properties["text"]["default"]
