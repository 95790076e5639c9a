"""A confirmation, with a checklist perhaps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlsplit

from ..posted import Posted
from .widget import Answer, Widget

ACCEPTED = "ACCEPTED"
INCOMPLETE = "INCOMPLETE"


class Entry(NamedTuple):
    """An entry of a checklist.

    Args:
        number: Its number.
        text: What it says.
        kind: What it is, as `perdure.forms.AcceptItemType` names it, without its marks.
        indented: Whether it belongs to the one before.
        ticked: Whether it has a box to tick.
        needed: Whether that box has to be ticked.
        value: What an entry that shows a value shows.
    """

    number: int
    text: str
    kind: str
    indented: bool
    ticked: bool
    needed: bool
    value: str

    @property
    def link(self) -> str | None:
        """Where it leads, if it is a link that can be trusted to be one."""
        return self.text if self.kind == "url" and urlsplit(self.text).scheme in {"http", "https"} else None


@dataclass(frozen=True, slots=True)
class Accept(Widget):
    """A box to tick, or a list of them; what was ticked is kept by number in the browser's form only."""

    template: ClassVar[str] = "form/accept.html"

    @property
    def entries(self) -> list[Entry]:
        """The checklist."""
        return [_entry(number, item) for number, item in enumerate(self.part.schema.get("data", ()))]

    def read(self, posted: Posted) -> Answer:
        """Accepted when every box is ticked that has to be."""
        ticked = posted.all(self.part.name)
        needed = [str(entry.number) for entry in self.entries if entry.needed]
        whole = set(needed) <= set(ticked) if needed else ACCEPTED in ticked
        return ACCEPTED if whole else INCOMPLETE

    @property
    def by_entries(self) -> bool:
        """Whether the boxes of the checklist are the confirmation."""
        return any(entry.needed for entry in self.entries)

    def said(self, value: Answer) -> str:
        """Whether it is given."""
        return "confirmed" if value == ACCEPTED else "not confirmed"


def _entry(number: int, item: Any) -> Entry:
    text, kind, *more = item
    bare = kind.strip(">?")
    ticked = bare == "checkbox"
    extra = more[0] if more and isinstance(more[0], Mapping) else {}
    return Entry(
        number=number,
        text=str(text),
        kind=bare,
        indented=kind.startswith(">"),
        ticked=ticked,
        needed=ticked and not kind.endswith("?"),
        value=str(extra.get("value", "")),
    )
