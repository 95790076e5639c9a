"""The questions of a form's page, in words for a terminal."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .text import plain

MAX_OPTIONS = 20
"""So many options of a choice are listed."""

_TYPES = {
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "object": "an object",
    "string": "text",
}


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a page.

    Args:
        name: its key in an answers file.
        title: its name for people.
        kind: what is accepted.
        without: what happens when it is left out; None when it may not be.
    """

    name: str
    title: str
    kind: str
    without: str | None


def page_title(schema: dict[str, Any]) -> str | None:
    """The title of a page; None when its author gave it none."""
    title = schema.get("title")
    return plain(title) if isinstance(title, str) and title != "unknown" else None


def questions(schema: dict[str, Any]) -> Iterator[Question]:
    """The questions of a page, in its order, without what is only shown."""
    for name, field in schema.get("properties", {}).items():
        whole = resolved(field, schema)
        if whole.get("readOnly") or whole.get("format") == "hidden":
            continue
        title = plain(str(field.get("title", name)))
        yield Question(name, title, _kind(whole, schema), _without(name, field, schema))


def in_words(schema: dict[str, Any]) -> str:
    """All questions of a page, a line each."""
    asked = list(questions(schema))
    width = max((len(question.name) for question in asked), default=0)
    return "\n".join(f"  {question.name:<{width}}  {_line(question)}" for question in asked)


def options_of(schema: dict[str, Any], name: str) -> list[Any]:
    """The options that a page offers for a field; none when anything goes."""
    field = resolved(schema.get("properties", {}).get(name, {}), schema)
    items = resolved(field.get("items", {}), schema)
    options: list[Any] = items.get("enum") or field.get("enum") or []
    return options


def _line(question: Question) -> str:
    told = question.title.lower().replace(" ", "_") != question.name.lower()
    without = f"; {question.without}" if question.without else ""
    return f"{f'{question.title}: ' if told else ''}{question.kind}{without}"


def _without(name: str, field: dict[str, Any], page: dict[str, Any]) -> str | None:
    if name in page.get("required", []):
        return None
    return f"{_value(field['default'])} if left out" if "default" in field else "may be left out"


def resolved(field: dict[str, Any], page: dict[str, Any]) -> dict[str, Any]:
    """A field's schema with what it refers to.

    Args:
        field: as it is on the page.
        page: the page's schema.
    """
    match field:
        case {"$ref": str(reference)}:
            found = page.get("$defs", {}).get(reference.rpartition("/")[2], {})
            return resolved(found, page) | {key: value for key, value in field.items() if key != "$ref"}
        case {"anyOf": [*variants]}:
            real = [variant for variant in variants if variant != {"type": "null"}]
            # A Decimal is a number or a text; for people the first of them says it.
            return resolved(real[0], page) | {key: value for key, value in field.items() if key != "anyOf"}
        case {"allOf": [dict(only)]}:
            return resolved(only, page) | field
    return field


def _kind(field: dict[str, Any], page: dict[str, Any]) -> str:
    match field:
        case {"type": "array", "items": dict(items)}:
            return f"a list of {_kind(resolved(items, page), page)}"
        case {"enum": list(options)}:
            return _choice(options, field.get("options", {}))
        case {"const": value}:
            return _value(value)
        case {"pattern": str(pattern)}:
            return f"text like {pattern}{_range(field)}"
    return f"{_TYPES.get(str(field.get('type')), 'anything')}{_range(field)}"


def _choice(options: list[Any], labels: dict[str, str]) -> str:
    shown = [
        f"{option} ({plain(labels[str(option)])})"
        if labels.get(str(option), str(option)) != str(option)
        else str(option)
        for option in options[:MAX_OPTIONS]
    ]
    rest = f" and {len(options) - MAX_OPTIONS} more" if len(options) > MAX_OPTIONS else ""
    return f"one of {', '.join(shown)}{rest}"


def _range(field: dict[str, Any]) -> str:
    unit = " characters" if field.get("type") == "string" else ""
    least = field.get("minimum", field.get("minLength"))
    most = field.get("maximum", field.get("maxLength"))
    if least is not None and most is not None:
        return f", {least} to {most}{unit}"
    if least is not None:
        return f", at least {least}{unit}"
    return "" if most is None else f", at most {most}{unit}"


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
