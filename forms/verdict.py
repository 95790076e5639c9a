"""The verdict on a page: pydantic's errors, as clients of pydantic-forms read them and people understand them."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .errors import FormFieldError, FormValidationError
from .words import DEFAULT_LOCALE, say

# A drop-down of 10,000 options must not become an error of a megabyte.
MAX_MESSAGE = 500
_OPTION_ERRORS = frozenset({"enum", "literal_error", "union_tag_invalid"})


def form_errors(
    error: FormValidationError | ValidationError, locale: str = DEFAULT_LOCALE, *, secrets: Iterable[str] = ()
) -> list[FormFieldError]:
    """The verdict on a page as data. What was typed in is left out: it may be a secret.

    Args:
        error: What a walk ended with, or pydantic's exception.
        locale: Language of the messages.
        secrets: Secrets on the page; a message that quotes one is not passed on.
    """
    if isinstance(error, FormValidationError):
        return error.errors
    guarded = [secret for secret in secrets if secret]
    return [
        FormFieldError(loc=_location(detail), msg=_message(detail, guarded, locale), type=detail["type"])
        for detail in error.errors(include_url=False)
    ]


def _location(detail: ErrorDetails) -> list[int | str]:
    """Errors of a whole page or nested object get a last part `__root__`, as clients expect it."""
    loc = list(detail["loc"])
    of_nested_object = _cause(detail) is not None and isinstance(detail["input"], Mapping)
    return [*loc, "__root__"] if not loc or of_nested_object else loc


def _message(detail: ErrorDetails, secrets: list[str], locale: str) -> str:
    cause = _cause(detail)
    if isinstance(cause, ValidationError):
        # A validator that validated with pydantic itself; the text of that error would quote the input.
        message = "; ".join(_message(inner, secrets, locale) for inner in cause.errors(include_url=False))
    else:
        ours = _in_words(detail, locale) if cause is None else None
        message = ours or _of_the_author(detail["msg"] if cause is None else str(cause), secrets, locale)
    return message if len(message) <= MAX_MESSAGE else message[: MAX_MESSAGE - 1] + "…"


def _of_the_author(message: str, secrets: list[str], locale: str) -> str:
    quotes = any(secret in message for secret in secrets)
    return (say("refused", {}, locale) or "") if quotes or not message else message


def _in_words(detail: ErrorDetails, locale: str) -> str | None:
    """Our words for pydantic's kinds of error; an author's own kind has its author's."""
    context: dict[str, Any] = dict(detail.get("ctx", {}))
    kind = context.get("words", detail["type"])
    if "reason" in context and "email" in detail["msg"]:  # pydantic has no type for it
        kind = "email"
    if kind in {"too_short", "too_long"} and isinstance(detail["input"], str):
        kind = f"string_{kind}"  # a secret, of which pydantic counts characters as it counts items
    if kind in _OPTION_ERRORS:
        listed = context.get("expected", context.get("expected_tags", ""))
        if not listed or len(listed) > MAX_MESSAGE // 2:
            kind = "not_offered"
        elif "expected" in context:
            context["expected"] = _either(listed, locale)
    return say(kind, context, locale)


def _either(listed: str, locale: str) -> str:
    """Pydantic's `'a', 'b' or 'c'` in another language."""
    first, _, last = listed.rpartition(" or ")
    return say("or", {"first": first, "last": last}, locale) or listed if first else listed


def _cause(detail: ErrorDetails) -> Exception | None:
    """The exception that an author's validator raised."""
    cause = detail.get("ctx", {}).get("error")
    return cause if isinstance(cause, (ValueError, AssertionError)) else None
