"""Text: of one line, of many, and secrets."""

from dataclasses import dataclass
from typing import ClassVar

from ....forms.conditions import UNANSWERED
from ..posted import Posted
from .widget import Answer, Widget

_INPUT_TYPES = {"email": "email", "uri": "url", "time": "time"}
_LONG = 60
"""A text that is no longer than this has a box of its own length."""


@dataclass(frozen=True, slots=True)
class Text(Widget):
    """Text of one line."""

    template: ClassVar[str] = "form/text.html"

    @property
    def input_type(self) -> str:
        """The type of its text box."""
        return _INPUT_TYPES.get(self.part.format or "", "text")

    @property
    def size(self) -> int | None:
        """The length of its text box, where that tells how much is expected."""
        limit = self.part.schema.get("maxLength")
        return limit if isinstance(limit, int) and limit < _LONG else None


@dataclass(frozen=True, slots=True)
class LongText(Widget):
    """Text of many lines."""

    template: ClassVar[str] = "form/long.html"


@dataclass(frozen=True, slots=True)
class Secret(Widget):
    """A secret: typed in, never shown again. Left empty, it is not answered (anew)."""

    template: ClassVar[str] = "form/secret.html"
    holds: ClassVar[str] = "nothing"

    def initial(self) -> Answer:
        """Nothing, whatever the schema says."""
        return UNANSWERED

    def read(self, posted: Posted) -> Answer:
        """See `Widget`; spaces count."""
        return posted.one(self.part.name) or self.emptied()

    def typed(self, _value: Answer) -> str:
        """Nothing."""
        return ""

    def said(self, value: Answer) -> str:
        """That it was given."""
        return "given, not shown" if isinstance(value, str) else ""
