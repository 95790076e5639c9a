"""What errors say to people, in English, Dutch and German: one file per language, a template per type of error."""

from collections.abc import Mapping
from typing import Any, Final

from . import de, en, nl

DEFAULT_LOCALE: Final = "en"

_CATALOGUES: Final[Mapping[str, Mapping[str, str]]] = {"en": en.WORDS, "nl": nl.WORDS, "de": de.WORDS}
# Where pydantic counts something, its context names the number so.
_COUNTS: Final = (
    "min_length",
    "max_length",
    "max_digits",
    "decimal_places",
    "whole_digits",
    "limit",
)


def best_locale(accepted: str | None) -> str:
    """The language to speak: `en`, `nl` or `de`.

    Args:
        accepted: An `Accept-Language` header (`nl-NL,nl;q=0.9,en;q=0.8`) or a single locale (`nl`, `nl_NL`); of
            what it names, the first that there is. English if there is none.
    """
    wanted = [_preference(part) for part in (accepted or "").split(",")]
    for quality, language in sorted(wanted, key=lambda one: one[0], reverse=True):
        if quality > 0 and language in _CATALOGUES:
            return language
    return DEFAULT_LOCALE


def say(kind: str, context: Mapping[str, Any], locale: str) -> str | None:
    """What there is to say about a kind of error in a language; None for a kind that is not in the catalogue.

    Args:
        kind: Name of the error, mostly pydantic's type.
        context: What the error says about itself, such as a bound.
        locale: What `best_locale` makes a language of.
    """
    template = _CATALOGUES[best_locale(locale)].get(kind)
    if template is None:
        return None
    one, _, many = template.partition("|")
    count = next((context[name] for name in _COUNTS if name in context), 1)
    shown = {name: _short(value) for name, value in context.items()}
    try:
        return (many if many and count != 1 else one).format_map(shown)
    except KeyError:  # an author's own error of this name, which says nothing about itself
        return None


def _short(value: Any) -> Any:
    """A bound as people write it: 1 where pydantic says 1.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _preference(part: str) -> tuple[float, str]:
    tag, *parameters = [piece.strip() for piece in part.split(";")]
    quality = next((piece.removeprefix("q=") for piece in parameters if piece.startswith("q=")), "1")
    try:
        weight = float(quality)
    except ValueError:
        weight = 0.0
    return weight, tag.replace("_", "-").partition("-")[0].lower()
