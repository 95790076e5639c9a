"""What is typed at a terminal, as the value that a field takes."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

_YES: Final = frozenset({"y", "yes", "true", "1"})
_NO: Final = frozenset({"n", "no", "false", "0"})
_PLAIN: Final = frozenset({"string", "integer", "number", "boolean"})


class EntryError(ValueError):
    """What was typed is no value of the field; the message says what is."""


def value_of(field: Mapping[str, Any], typed: str, options: Mapping[Any, str] | None = None) -> Any:
    """The value that was meant.

    Args:
        field: the field's schema, with what it refers to.
        typed: not empty.
        options: what may be chosen, with labels, in the order in which it is numbered.

    Raises:
        EntryError: it is none.
    """
    if options:
        return _chosen(typed, options)
    kind = "decimal" if field.get("format") == "decimal" else str(field.get("type"))
    return _READERS.get(kind, _structure)(typed)


def values_of(field: Mapping[str, Any], typed: str, options: Mapping[Any, str] | None = None) -> list[Any]:
    """The list that was meant: items with commas between them, or YAML where the items are more than words.

    Raises:
        EntryError: it is none.
    """
    items: Mapping[str, Any] = field.get("items", {})
    if not options and items.get("type") not in _PLAIN:
        found = _structure(typed)
        if not isinstance(found, list):
            raise EntryError("Type a list, such as [{name: a}, {name: b}].")
        return found
    return [value_of(items, part.strip(), options) for part in typed.split(",") if part.strip()]


def _chosen(typed: str, options: Mapping[Any, str]) -> Any:
    for value, label in options.items():
        if typed in {str(value), label}:
            return value
    if typed.isdecimal() and 1 <= int(typed) <= len(options):
        return list(options)[int(typed) - 1]
    raise EntryError(f"Type one of the numbers 1 to {len(options)}, or a value as it stands there.")


def _truth(typed: str) -> bool:
    if typed.lower() in _YES | _NO:
        return typed.lower() in _YES
    raise EntryError("Type y or n.")


def _whole(typed: str) -> int:
    try:
        return int(typed)
    except ValueError:
        raise EntryError("Type a whole number.") from None


def _number(typed: str) -> float:
    try:
        return float(typed)
    except ValueError:
        raise EntryError("Type a number, such as 2.5.") from None


def _structure(typed: str) -> Any:
    try:
        return YAML(typ="safe", pure=True).load(typed)
    except YAMLError:
        raise EntryError("Type YAML in one line, such as {name: a, size: 3}.") from None


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "boolean": _truth,
    "integer": _whole,
    "decimal": str,  # exact: a number with a point would not be
    "number": _number,
    "string": str,
}
