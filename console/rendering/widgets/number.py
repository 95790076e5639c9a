"""Numbers: whole, floating, exact decimal."""

import json
import re
from dataclasses import dataclass
from math import isfinite
from typing import ClassVar

from .widget import Answer, Widget

_WHOLE = re.compile(r"[+-]?\d{1,100}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number(Widget):
    """A number. Its box is one for text: one for numbers drops what it does not understand, and turns with a wheel."""

    template: ClassVar[str] = "form/number.html"
    holds: ClassVar[str] = "number"
    keyboard: ClassVar[str] = "decimal"

    def parsed(self, text: str) -> Answer:
        """The number; the text itself if it is none."""
        text = text.strip()
        if _WHOLE.fullmatch(text):
            return int(text)
        number = float(text) if _NUMBER.fullmatch(text) else None
        return text if number is None or not isfinite(number) else number

    def typed(self, value: Answer) -> str:
        """A number as JSON writes it."""
        return json.dumps(value) if isinstance(value, (int, float)) else Widget.typed(self, value)


@dataclass(frozen=True, slots=True)
class Integer(Number):
    """A whole number."""

    keyboard: ClassVar[str] = "numeric"

    def parsed(self, text: str) -> Answer:
        """The number; the text itself if it is not a whole one."""
        text = text.strip()
        return int(text) if _WHOLE.fullmatch(text) else text


@dataclass(frozen=True, slots=True)
class Decimal(Number):
    """An exact decimal number: it stays the text that was typed in, since JSON's numbers are not exact."""

    def parsed(self, text: str) -> Answer:
        """The text."""
        return text.strip()
