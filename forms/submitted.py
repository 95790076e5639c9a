"""What may be submitted at all, before any page looks at it."""

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from .errors import FormFieldError, FormInputError

# More than any wizard has; every page is one more step of the replay.
MAX_PAGES = 100
# JSON of more levels makes serialisers give up, with exceptions that name nobody.
MAX_DEPTH = 32


def submitted_pages(pages: object) -> list[dict[str, Any]]:
    """The list of page answers, once it is known to be one.

    Raises:
        FormInputError: Not a list, too long a list, or a page that is not an object.
    """
    if not isinstance(pages, Sequence) or isinstance(pages, str):
        raise FormInputError(f"Answers are a list with one JSON object per page, not {_kind(pages)}.")
    if len(pages) > MAX_PAGES:
        raise FormInputError(f"A form takes at most {MAX_PAGES} pages; {len(pages)} were sent.")
    return [_page(number, page) for number, page in enumerate(pages, start=1)]


def unusable_values(page: dict[str, Any]) -> list[FormFieldError]:
    """What no field can take, whatever its type, because it could not be stored as JSON."""
    return list(_flaws(page, []))


def _flaws(value: object, loc: list[int | str]) -> Iterator[FormFieldError]:
    if len(loc) > MAX_DEPTH:
        yield FormFieldError(
            loc=loc, msg=f"Values may be nested at most {MAX_DEPTH} levels deep", type="too_deep"
        )
        return
    match value:
        case str() if not _is_storable(value):
            yield FormFieldError(
                loc=loc, msg="Text may not contain NUL or half a surrogate pair", type="string_unicode"
            )
        case float() if not isfinite(value):
            yield FormFieldError(loc=loc, msg="Input should be a finite number", type="finite_number")
        case list():
            for index, item in enumerate(value):
                yield from _flaws(item, [*loc, index])
        case dict():
            for key, item in value.items():
                if isinstance(key, str) and _is_storable(key):
                    yield from _flaws(item, [*loc, key])
                else:
                    yield FormFieldError(
                        loc=[*loc, ascii(key)], msg="Not a usable name for a field", type="invalid_key"
                    )


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
            f"Page {number} is {_kind(page)}; a page is a JSON object of field names and values."
        )
    return dict(page)


def _kind(value: object) -> str:
    """What JSON calls it."""
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
