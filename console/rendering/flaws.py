"""What is wrong with a page, at the fields where it is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ...forms import FormFieldError
from .part import prefixes
from .widgets.nested import Group
from .widgets.widget import Widget, walk

_WHOLE = "__root__"


class Flaw(NamedTuple):
    """Something that is wrong with a field."""

    id: str
    label: str
    message: str


@dataclass(frozen=True, slots=True)
class Flaws:
    """What is wrong with a page.

    Args:
        at: Messages by the names of the fields.
        listed: The same in the order of the page.
        page: What is wrong with the page as a whole, or with what is not on it.
        first: The name of the first field with an error.
    """

    at: Mapping[str, list[str]] = field(default_factory=dict)
    listed: list[Flaw] = field(default_factory=list)
    page: list[str] = field(default_factory=list)
    first: str | None = None

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.listed or self.page)


def place(form: Group, values: Mapping[str, Any], errors: Iterable[FormFieldError]) -> Flaws:
    """Puts errors to the fields of a page that is filled in.

    An error belongs to the innermost field that is on the page; one of a field that is not on it, to the page.
    """
    asked: dict[str, Widget] = {
        widget.part.name: widget for widget, _ in walk(form, dict(values)) if widget.asks
    }
    at: defaultdict[str, list[str]] = defaultdict(list)
    page: list[str] = []
    for error in errors:
        path = tuple(part for part in error.loc if part != _WHOLE)
        name = next((one for one in prefixes(path) if one in asked), None)
        if name is not None:
            at[name].append(error.msg)
        else:
            page.append(f"{'.'.join(map(str, path))}: {error.msg}" if path else error.msg)
    listed = [
        Flaw(widget.part.id, widget.part.full_label, message)
        for name, widget in asked.items()
        for message in at.get(name, ())
    ]
    return Flaws(dict(at), listed, page, next((name for name in asked if name in at), None))
