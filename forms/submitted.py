"""What may be submitted at all, before any page looks at it."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from pydantic_core import PydanticSerializationError, to_json

from .errors import FormFieldError, FormInputError
from .words import DEFAULT_LOCALE, say

# More than any wizard has; every page is one more step of the replay.
MAX_PAGES = 100
# More than anybody fills in, and few enough to be looked at one by one.
MAX_FIELDS = 1000
MAX_ITEMS = 10_000
# JSON of more levels makes serialisers give up, with exceptions that name nobody.
MAX_DEPTH = 32
# Bytes; in fewer than these there cannot be too many fields or items.
_SHORT = 4096
# What text with NUL and numbers that are none look like.
_SIGNS = (b"\\u0000", b"NaN", b"Infinity")


def submitted_pages(pages: object) -> list[dict[str, Any]]:
    """The list of page answers, once it is known to be one.

    Raises:
        FormInputError: Not a list, too long a list, or a page that is not an object or has too many fields.
    """
    if not isinstance(pages, Sequence) or isinstance(pages, str):
        raise FormInputError(f"Answers are a list with one JSON object per page, not {kind_of(pages)}.")
    if len(pages) > MAX_PAGES:
        raise FormInputError(f"A form takes at most {MAX_PAGES} pages; {len(pages)} were sent.")
    return [_page(number, page) for number, page in enumerate(pages, start=1)]


def submitted_answers(answers: object) -> dict[str, Any] | list[dict[str, Any]]:
    """Answers by field name as they are, or the list of page answers, once it is known to be one.

    Raises:
        FormInputError: As of `submitted_pages`.
    """
    return dict(answers) if isinstance(answers, Mapping) else submitted_pages(answers)


def unusable_values(page: Mapping[str, Any], locale: str = DEFAULT_LOCALE) -> list[FormFieldError]:
    """What no field can take, whatever its type, because it could not be stored as JSON or is too much."""
    if _surely_usable(page):
        return []
    return [
        FormFieldError(loc=loc, msg=say(kind, {"limit": limit}, locale) or kind, type=kind)
        for loc, kind, limit in _flaws(page, [])
    ]


def usable_part(page: Mapping[str, Any]) -> dict[str, Any]:
    """Of answers, those that could be stored and sent as JSON."""
    wrong = {flaw.loc[0] for flaw in unusable_values(page)}
    # A key that itself is wrong is named in the flaw as `ascii` writes it.
    return {name: value for name, value in page.items() if not {name, ascii(name)} & wrong}


def kind_of(value: object) -> str:
    """What JSON calls a value."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "a list"
        case _:
            return "an object"


def _surely_usable(page: Mapping[str, Any]) -> bool:
    """Whether a glance at a page as text is enough, which takes a tenth of the time of looking at every value."""
    try:
        text = to_json(page)
    except PydanticSerializationError:
        return False
    shallow = text.count(b"{") + text.count(b"[") <= MAX_DEPTH
    return len(text) <= _SHORT and shallow and not any(sign in text for sign in _SIGNS)


def _flaws(value: object, loc: list[int | str]) -> Iterator[tuple[list[int | str], str, int]]:
    """Where, what kind of error, and the limit that was passed."""
    if found := _flaw(value, len(loc)):
        yield loc, *found
        return
    match value:
        case list():
            for index, item in enumerate(value):
                yield from _flaws(item, [*loc, index])
        case dict():
            for key, item in value.items():
                if isinstance(key, str) and _is_storable(key):
                    yield from _flaws(item, [*loc, key])
                else:
                    yield [*loc, ascii(key)], "invalid_key", 0


def _flaw(value: object, depth: int) -> tuple[str, int] | None:
    """What is wrong with a value itself."""
    match value:
        case _ if depth > MAX_DEPTH:
            return "too_deep", MAX_DEPTH
        case str() if not _is_storable(value):
            return "string_unicode", 0
        case float() if not isfinite(value):
            return "finite_number", 0
        case list() if len(value) > MAX_ITEMS:
            return "too_many", MAX_ITEMS
        case dict() if len(value) > MAX_FIELDS:
            return "too_many", MAX_FIELDS
    return None


def _is_storable(text: str) -> bool:
    """PostgreSQL's JSONB takes neither NUL nor what UTF-8 cannot encode."""
    if "\0" in text:
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _page(number: int, page: object) -> dict[str, Any]:
    if not isinstance(page, Mapping):
        raise FormInputError(
            f"Page {number} is {kind_of(page)}; a page is a JSON object of field names and values."
        )
    if len(page) > MAX_FIELDS:
        raise FormInputError(
            f"A page takes at most {MAX_FIELDS} fields; page {number} was sent with {len(page)}."
        )
    return dict(page)
