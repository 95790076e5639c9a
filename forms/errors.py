"""What can come of a form other than its result, as exceptions that carry their HTTP status."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

# A drop-down of 10,000 options must not become an error of a megabyte.
MAX_MESSAGE = 500
# Nor a page of 100,000 unknown fields an answer of ten.
MAX_ERRORS = 100
_OPTION_ERRORS = frozenset({"enum", "literal_error"})


class FormFieldError(BaseModel):
    """One thing that is wrong with a page."""

    model_config = ConfigDict(frozen=True)

    loc: list[int | str] = Field(
        description="Path of the value on the page: field name, then index or sub-field. "
        '`["__root__"]` is the page as a whole; a nested object as a whole ends in `"__root__"`.'
    )
    msg: str = Field(description="What is wrong, for a person.")
    type: str = Field(description='What is wrong, for a program: pydantic\'s error type, as "missing".')


class FormException(Exception):  # noqa: N818 — the name pydantic-forms users catch
    """A form did not give its result. `status` is the HTTP status, `code` and `title` name the kind."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "form_failed"
    title: ClassVar[str] = "Form failed"


class FormDefinitionError(FormException):
    """The form itself is wrong: its author has to mend it."""

    code = "form_definition"
    title = "Form is not well defined"


class FormInputError(FormException):
    """What was posted is not a list of pages at all."""

    status = 422
    code = "form_input"
    title = "Answers are not readable"


class FormOverflowError(FormException):
    """More pages were posted than the form asks for.

    Args:
        asked: How many pages the form asked for before it was complete.
        given: How many pages were posted.
    """

    status = 422
    code = "form_overflow"
    title = "Too many pages"

    def __init__(self, asked: int, given: int) -> None:
        super().__init__(
            f"The form is complete after {_count(asked, 'page')}, but {given} were sent; leave the rest out."
        )


class FormNotCompleteError(FormException):
    """The form asks for another page.

    Args:
        form: JSON Schema of the page.
        meta: What the schema cannot say about the page, such as `hasNext`.
        page: The page's index, 0-based.
    """

    status = 510
    code = "form_not_complete"
    title = "Form not complete"

    def __init__(self, form: dict[str, Any], *, meta: dict[str, Any] | None = None, page: int = 0) -> None:
        super().__init__(f"Page {page + 1} of the form needs answers.")
        self.form = form
        self.meta = meta
        self.page = page


class FormValidationError(FormException):
    """A page has answers that do not fit.

    Args:
        validator_name: Name of the page's class.
        errors: What is wrong, at least one.
        page: The page's index, 0-based.
    """

    status = 400
    code = "form_not_valid"
    title = "Form not valid"

    def __init__(self, validator_name: str, errors: Sequence[FormFieldError], *, page: int = 0) -> None:
        rest = f"; the first {MAX_ERRORS} are listed" if len(errors) > MAX_ERRORS else ""
        super().__init__(f"Page {page + 1} of the form has {_count(len(errors), 'error')}{rest}.")
        self.validator_name = validator_name
        self.errors = list(errors[:MAX_ERRORS])
        self.page = page


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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
