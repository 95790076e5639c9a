"""The options of a search field: found on the page that some answers lead to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from .anatomy import marks_on, models_in, wire_fields, wire_name
from .errors import FormFieldNotFoundError
from .fields.search import SearchSelect
from .outcome import NextPage, Rejected, WalkOutcome
from .submitted import usable_part

# As many as anybody looks through; a longer list is better searched in.
MAX_OPTIONS = 100
# Longer than any name that is worth typing in.
_MAX_SEARCH = 200


@dataclass(frozen=True, slots=True)
class OptionsPage:
    """Some of the options of a field.

    Args:
        options: Labels by value.
        next_cursor: Where to go on; None if these are the last.
    """

    options: dict[str, str]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which options are asked for.

    Args:
        field: The field's name in JSON; with dots where it is part of an object (`ports.server`).
        q: What was typed.
        cursor: Where an earlier answer left off.
        limit: At most this many.
        page: What is answered so far on the page itself, for fields that need others.
        values: Instead of a search: the options of these values, to have their labels.
    """

    field: str
    q: str = ""
    cursor: str | None = None
    limit: int = 50
    page: Mapping[str, Any] | None = None
    values: Iterable[str] | None = None

    def on(self, outcome: WalkOutcome) -> OptionsPage:
        """The options, on the page that comes next.

        Raises:
            FormValidationError: A page before it has answers that do not fit.
            FormFieldNotFoundError: There is no such page, or it has no such field, or that has its options with it.
        """
        match outcome:
            case Rejected(error=error):
                raise error
            case NextPage(model):
                return self._of(*search_field(model, self.field, usable_part(self.page or {})))
        raise FormFieldNotFoundError(f"The form is complete; no page asks for {self.field[:100]!r}.")

    def _of(self, field: SearchSelect, needed: dict[str, Any]) -> OptionsPage:
        if self.values is not None:
            labels = {value: field.resolve(value, **needed) for value in list(self.values)[:MAX_OPTIONS]}
            return OptionsPage({value: label for value, label in labels.items() if label is not None})
        limit = max(1, min(self.limit, MAX_OPTIONS))
        options, cursor = field.search(self.q[:_MAX_SEARCH], self.cursor, limit, **needed)
        return OptionsPage(dict(options), cursor)


def search_field(
    model: type[BaseModel], path: str, answers: Mapping[str, Any]
) -> tuple[SearchSelect, dict[str, Any]]:
    """The search field at a place on a page, and the answers that it needs.

    Raises:
        FormFieldNotFoundError: There is none.
    """
    inside: type[BaseModel] | None = model
    part: Any = answers
    *way, last = path.split(".")
    for name in way:
        inside, part = _step(inside, part, name)
    field = wire_fields(inside).get(last) if inside else None
    mark = next(marks_on(field, SearchSelect), None) if field else None
    if mark is None or inside is None:
        raise FormFieldNotFoundError(
            f"The page has no field {path[:100]!r} whose options are searched for; its fields are "
            f"{', '.join(wire_fields(model)) or 'none'}."
        )
    siblings = {name: wire_name(name, inside.model_fields[name]) for name in mark.needs}
    known = part if isinstance(part, Mapping) else {}
    return mark, {name: known.get(wire) for name, wire in siblings.items()}


def _step(model: type[BaseModel] | None, part: Any, name: str) -> tuple[type[BaseModel] | None, Any]:
    """One step down: into an item of a list, which leaves the model as it is, or into a field."""
    if isinstance(part, list) and name.isdecimal():
        return model, part[int(name)] if int(name) < len(part) else None
    if name.isdecimal():
        return model, part
    field = wire_fields(model).get(name) if model else None
    inner = next(models_in(field.annotation), None) if field else None
    return inner, part.get(name) if isinstance(part, Mapping) else None
