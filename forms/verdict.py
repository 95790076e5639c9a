"""The verdict on a page: pydantic's errors, as clients of pydantic-forms read them."""

from collections.abc import Mapping

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from .errors import FormFieldError, FormValidationError

# A drop-down of 10,000 options must not become an error of a megabyte.
MAX_MESSAGE = 500
_OPTION_ERRORS = frozenset({"enum", "literal_error"})


def form_errors(error: FormValidationError | ValidationError) -> list[FormFieldError]:
    """The verdict on a page as data. What was typed in is left out: it may be a secret."""
    if isinstance(error, FormValidationError):
        return error.errors
    return [
        FormFieldError(loc=_location(detail), msg=_message(detail), type=detail["type"])
        for detail in error.errors(include_url=False)
    ]


def _location(detail: ErrorDetails) -> list[int | str]:
    """Errors of a whole page or nested object get a last part `__root__`, as clients expect it."""
    loc = list(detail["loc"])
    of_nested_object = _cause(detail) is not None and isinstance(detail["input"], Mapping)
    return [*loc, "__root__"] if not loc or of_nested_object else loc


def _message(detail: ErrorDetails) -> str:
    cause = _cause(detail)
    if isinstance(cause, ValidationError):
        # A validator that validated with pydantic itself; the text of that error would quote the input.
        message = "; ".join(inner["msg"] for inner in cause.errors(include_url=False))
    elif isinstance(cause, ValueError):
        message = str(cause)  # without pydantic's "Value error, "
    else:
        message = detail["msg"]
    if len(message) <= MAX_MESSAGE:
        return message
    if detail["type"] in _OPTION_ERRORS:
        return "Input should be one of the options offered"
    return message[: MAX_MESSAGE - 1] + "…"


def _cause(detail: ErrorDetails) -> Exception | None:
    """The exception that an author's validator raised."""
    cause = detail.get("ctx", {}).get("error")
    return cause if isinstance(cause, (ValueError, AssertionError)) else None
