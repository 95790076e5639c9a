"""A page as it looks in a module whose annotations are text."""

from __future__ import annotations

from perdure.forms import Choice, FormPage


def page_with_late_names(option: str) -> type[FormPage]:
    """A page whose annotation is the name of a class that is made here."""

    class Node(Choice, options={option: option}):
        """A node."""

    class Page(FormPage):
        nodes: list[Node]

    return Page
