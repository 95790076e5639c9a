"""What no other widget knows: typed in as JSON."""

import json
from dataclasses import dataclass
from typing import ClassVar

from ....forms.conditions import UNANSWERED
from .widget import Answer, Widget


@dataclass(frozen=True, slots=True)
class Anything(Widget):
    """A value as JSON: of dicts, tuples and unions, which have no shape of their own."""

    template: ClassVar[str] = "form/anything.html"

    def parsed(self, text: str) -> Answer:
        """The value; the text itself if it is no JSON."""
        try:
            value: Answer = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return value

    def typed(self, value: Answer) -> str:
        """The value as JSON."""
        return "" if value is UNANSWERED or value is None else json.dumps(value, ensure_ascii=False, indent=2)
