"""A page of a form: what it begins with, and what was answered."""

from collections.abc import Mapping
from typing import Any

from .choosing import widget_of
from .part import Part
from .posted import Posted
from .widgets.nested import Group


def page_widget(schema: Mapping[str, Any], prefix: str = "") -> Group:
    """The widget of a whole page.

    Args:
        schema: The page's JSON Schema.
        prefix: What the ids in it begin with.
    """
    return Group(Part.page(schema, prefix), widget_of)


def initial_values(schema: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a page is filled in with at first.

    Args:
        schema: The page's JSON Schema.
        known: Answers by field name that are known already.
    """
    page = page_widget(schema)
    asked = {widget.key for widget in page.fields if widget.asks}
    return page.initial() | {name: value for name, value in (known or {}).items() if name in asked}


def read_page(schema: Mapping[str, Any], posted: Posted) -> dict[str, Any]:
    """The answers to a page as JSON, from what a browser posted.

    What cannot be an answer, such as letters for a number, stays the text that it is: the form refuses it in its own
    words. What the page does not ask for is left out.

    Args:
        schema: The page's JSON Schema.
        posted: What came.
    """
    return dict(page_widget(schema).read(posted))
