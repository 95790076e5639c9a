"""Fields whose value is looked up: options that are searched for, uploaded files."""

from dataclasses import dataclass
from typing import ClassVar

from pydantic import JsonValue

from ....forms.conditions import UNANSWERED
from ..posted import Posted
from .widget import Answer, Widget


@dataclass(frozen=True, slots=True)
class Search(Widget):
    """One of more options than fit on a page."""

    template: ClassVar[str] = "form/search.html"
    several: ClassVar[bool] = False

    @property
    def query_name(self) -> str:
        """The name of what was typed to search; no JSON Pointer has such a tilde."""
        return f"{self.part.name}~q"

    def values(self, value: Answer) -> list[str]:
        """The options that are chosen."""
        return [str(value)] if value is not UNANSWERED and value is not None and value != "" else []


@dataclass(frozen=True, slots=True)
class MultiSearch(Search):
    """Several of more options than fit on a page."""

    several: ClassVar[bool] = True
    holds: ClassVar[str] = "list"

    def read(self, posted: Posted) -> Answer:
        """The options that are ticked."""
        ticked: list[JsonValue] = [*dict.fromkeys(text for text in posted.all(self.part.name) if text)]
        return ticked or (None if self.part.nullable else [])

    def values(self, value: Answer) -> list[str]:
        """The options that are chosen."""
        return [str(one) for one in value] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class File(Widget):
    """An uploaded file, by its id."""

    template: ClassVar[str] = "form/file.html"

    @property
    def upload_name(self) -> str:
        """The name of the file itself in what a browser posts; no JSON Pointer has such a tilde."""
        return f"{self.part.name}~upload"

    @property
    def accept(self) -> str:
        """The media types that are taken."""
        return ",".join(self.part.schema.get("accept", ()))
