"""Choosing: one of given options, several of them, yes or no."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from pydantic import JsonValue

from ....forms.conditions import UNANSWERED
from ..posted import Posted
from .widget import Answer, Widget

FEW = 10
"""So many options are looked through at once; more are searched in."""


class Option(NamedTuple):
    """Something to choose."""

    value: JsonValue
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class DropDown(Widget):
    """One option of a list that folds out."""

    template: ClassVar[str] = "form/drop_down.html"
    holds: ClassVar[str] = "json"

    @property
    def options(self) -> list[Option]:
        """What there is to choose."""
        return options_of(self.part.schema)

    def parsed(self, text: str) -> Answer:
        """The option of this text; the text itself if there is none."""
        return next((option.value for option in self.options if option.text == text), text)

    def emptied(self) -> Answer:
        """Null where that is an answer; else nothing was chosen, unless an option is empty."""
        return "" if "" in self.part.schema.get("enum", ()) else None if self.part.nullable else UNANSWERED

    def chosen(self, value: Answer, option: Option) -> bool:
        """Whether it is this option."""
        return value == option.value and isinstance(value, bool) == isinstance(option.value, bool)

    def said(self, value: Answer) -> str:
        """The option's label."""
        return _label(self.options, value) if value is not None and value is not UNANSWERED else ""


@dataclass(frozen=True, slots=True)
class Radio(DropDown):
    """One option, all of them in sight."""

    template: ClassVar[str] = "form/radio.html"


@dataclass(frozen=True, slots=True)
class Several(Widget):
    """Several options, each once."""

    template: ClassVar[str] = "form/several.html"
    holds: ClassVar[str] = "list"

    @property
    def options(self) -> list[Option]:
        """What there is to choose."""
        return options_of(self.part.item(0).schema)

    @property
    def many(self) -> bool:
        """Whether there are so many that a search in them helps."""
        return len(self.options) > FEW

    def read(self, posted: Posted) -> Answer:
        """The options that were ticked, in their own order."""
        ticked = posted.all(self.part.name)
        known = [option.value for option in self.options if option.text in ticked]
        texts = {option.text for option in self.options}
        unknown = [text for text in ticked if text and text not in texts]
        return [*known, *unknown] or (None if self.part.nullable else [])

    def chosen(self, value: Answer, option: Option) -> bool:
        """Whether this option is ticked."""
        return isinstance(value, list) and option.value in value

    def said(self, value: Answer) -> str:
        """The options' labels."""
        chosen = value if isinstance(value, list) else []
        return ", ".join(_label(self.options, one) for one in chosen) or "none"


@dataclass(frozen=True, slots=True)
class Checkbox(Widget):
    """Yes or no."""

    template: ClassVar[str] = "form/checkbox.html"
    holds: ClassVar[str] = "boolean"

    def read(self, posted: Posted) -> Answer:
        """Whether it is ticked."""
        return posted.one(self.part.name) is not None

    def said(self, value: Answer) -> str:
        """Yes or no."""
        return "yes" if value is True else "no"


@dataclass(frozen=True, slots=True)
class YesNo(DropDown):
    """Yes, no, or neither."""

    @property
    def options(self) -> list[Option]:
        """Yes and no."""
        return [Option(True, "true", "Yes"), Option(False, "false", "No")]


def options_of(schema: Mapping[str, Any]) -> list[Option]:
    """The options that a schema names, with their labels."""
    values = schema.get("enum", [schema["const"]] if "const" in schema else [])
    labels = schema.get("options", {})
    # Values of other types than text are told apart by their JSON.
    texts = values if all(isinstance(value, str) for value in values) else map(json.dumps, values)
    return [
        Option(value, text, str(labels.get(value if isinstance(value, str) else text, value)))
        for value, text in zip(values, texts, strict=True)
        if value is not None
    ]


def _label(options: list[Option], value: object) -> str:
    return next((option.label for option in options if option.value == value), str(value))
