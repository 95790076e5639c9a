"""One page of a form, asked question by question."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ..console.rendering.conditions import holds
from .client import Pages
from .entry import EntryError, value_of, values_of
from .errors import CommandError
from .open_form import OpenForm
from .questions import MAX_OPTIONS, Question, questions, resolved
from .terminal import Terminal
from .text import plain, short

_SEARCHED: Final = frozenset({"search-select", "multi-search-select"})

_KINDS: Final[Mapping[str, str]] = {
    "file": "a file, by its path",
    "search-select": "part of its name",
    "multi-search-select": "parts of their names, with commas between them",
}
"""Where a person at a terminal types something else than what the field takes."""


class Interview:
    """Asks the questions of a page.

    Args:
        form: the form that the page is of.
        terminal: where it is asked.
        schema: the page.
        pages: the answers to the pages before.
        known: what was answered here before, to be offered again.
    """

    def __init__(
        self,
        form: OpenForm,
        terminal: Terminal,
        schema: Mapping[str, Any],
        pages: Pages,
        known: Mapping[str, Any],
    ) -> None:
        self._form = form
        self._terminal = terminal
        self._schema = dict(schema)
        self._pages = pages
        self._known = known
        self.answers: dict[str, Any] = {}

    def ask(self) -> dict[str, Any]:
        """Ask everything that is asked now; the answers.

        Raises:
            GoBackError: somebody wants to go back; what was answered until then is in `answers`.
        """
        by_name = {question.name: question for question in questions(self._schema)}
        for name, field in self._schema.get("properties", {}).items():
            if name in by_name:
                self._ask(by_name[name], resolved(field, self._schema))
            elif shown := _shown(field):
                self._terminal.say(f"  {shown}")
        return self.answers

    def _ask(self, question: Question, field: dict[str, Any]) -> None:
        condition = field.get("x-visible-when")
        if condition and not holds(condition, self._so_far()):
            return
        options = self._options(field)
        offered = self._offered(question.name, field, options)
        self._introduce(question, field, options)
        prompt = f"  {question.name}{_bracketed(field, offered, options)}:"
        while True:
            typed = self._terminal.ask(prompt, hidden=bool(field.get("writeOnly")))
            if not typed and self._taken(question, field, offered):
                return
            try:
                self.answers[question.name] = self._value(question.name, field, typed, options)
            except (EntryError, CommandError) as error:
                self._terminal.say(f"    {error}")
            else:
                return

    def _introduce(self, question: Question, field: dict[str, Any], options: dict[Any, str]) -> None:
        kind = "" if options else f" {_KINDS.get(str(field.get('format')), question.kind)}"
        self._terminal.say(f"  {question.title}:{kind}")
        for number, label in enumerate(list(options.values())[:MAX_OPTIONS], start=1):
            self._terminal.say(f"    {number:>2}  {plain(label)}")
        if len(options) > MAX_OPTIONS:
            self._terminal.say(f"    and {len(options) - MAX_OPTIONS} more, by value")

    def _value(self, name: str, field: dict[str, Any], typed: str, options: dict[Any, str]) -> Any:
        if not typed:
            raise EntryError("This needs an answer.")
        if field.get("format") in _SEARCHED:
            return self._searched(name, field, typed)
        if field.get("format") == "file":
            return self._form.upload(Path(typed))
        if field.get("type") == "array":
            items = resolved(field.get("items", {}), self._schema)
            return values_of({**field, "items": items}, typed, options)
        return value_of(field, typed, options)

    def _searched(self, name: str, field: dict[str, Any], typed: str) -> Any:
        """What was searched for; several, separated by commas, where the field takes several."""
        if field.get("type") == "array":
            return [self._one(name, part.strip()) for part in typed.split(",") if part.strip()]
        return self._one(name, typed)

    def _one(self, name: str, typed: str) -> str:
        found = self._form.options(self._pages, self._so_far(), name, typed)
        while typed not in found:
            if not found:
                raise EntryError(f"Nothing matches {short(typed)}; type another part of its name.")
            if len(found) == 1:
                break
            for number, label in enumerate(found.values(), start=1):
                self._terminal.say(f"    {number:>2}  {plain(label)}")
            again = self._terminal.ask("    number, or more of the name:")
            if again.isdecimal() and 1 <= int(again) <= len(found):
                return list(found)[int(again) - 1]
            typed = again
            found = self._form.options(self._pages, self._so_far(), name, typed)
        value = typed if typed in found else next(iter(found))
        self._terminal.say(f"    {plain(found[value])}")
        return value

    def _taken(self, question: Question, field: dict[str, Any], offered: Any) -> bool:
        """Take what is offered, or leave the field out, if that will do."""
        if offered is not None:
            if question.name in self._known or "initial" in field:
                self.answers[question.name] = offered
            return True
        return question.without is not None

    def _offered(self, name: str, field: dict[str, Any], options: dict[Any, str]) -> Any:
        """What Enter alone stands for: what was answered before, if it still can be; else initial or default."""
        before = self._known.get(name)
        chosen = before if isinstance(before, list) else [before]
        if before is not None and (not options or all(one in options for one in chosen)):
            return before
        return field.get("initial", field.get("default"))

    def _options(self, field: dict[str, Any]) -> dict[Any, str]:
        """What may be chosen now, with labels; nothing where anything goes."""
        items = resolved(field.get("items", {}), self._schema)
        source = items if items.get("enum") else field
        allowed = list(source.get("enum", []))
        so_far = self._so_far()
        for rule in field.get("x-depends-on", []):
            if "then" in rule and holds(rule["if"], so_far):
                only = rule["then"].get("enum", rule["then"].get("items", {}).get("enum", allowed))
                allowed = [value for value in allowed if value in only]
        labels = source.get("options", {})
        return {value: str(labels.get(str(value), value)) for value in allowed}

    def _so_far(self) -> dict[str, Any]:
        """What is answered on this page, and the defaults of what was left out."""
        fields = self._schema.get("properties", {})
        defaults = {name: field["default"] for name, field in fields.items() if "default" in field}
        return {**defaults, **self.answers}


def _shown(field: Mapping[str, Any]) -> str:
    """What a field says that is only shown."""
    value = field.get("default", field.get("const"))
    title = plain(str(field.get("title", "")))
    if field.get("format") == "divider" or value is None:
        return ""
    return f"{title}: {short(value)}" if title else short(value)


def _bracketed(field: Mapping[str, Any], offered: Any, options: Mapping[Any, str]) -> str:
    if offered is None or offered in ("", []):
        return ""
    if field.get("writeOnly"):
        return " [as before]"
    chosen = offered if isinstance(offered, list) else [offered]
    if options:
        return f" [{plain(', '.join(options.get(one, str(one)) for one in chosen))}]"
    return f" [{short(offered)}]"
