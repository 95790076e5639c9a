"""What can come of a form other than its result, as exceptions that carry their HTTP status."""

from collections.abc import Sequence
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

# A page of 100,000 unknown fields must not become an answer of ten megabytes.
MAX_ERRORS = 20


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


class FormNotFoundError(FormException):
    """No form is registered under a key."""

    status = 404
    code = "form_not_found"
    title = "Form not found"


class FormFieldNotFoundError(FormException):
    """The page has no such field, or one that does not do what was asked of it."""

    status = 404
    code = "form_field_not_found"
    title = "Field not found"


class FormTimeoutError(FormException):
    """The form took too long to say what comes next.

    Args:
        deadline: Seconds that it had.
    """

    # Not 408: browsers and proxies repeat a request that got one, and the form would be slow again.
    status = 422
    code = "form_timeout"
    title = "Form took too long"

    def __init__(self, deadline: float) -> None:
        super().__init__(
            f"The form did not say within {deadline:g} seconds what comes next; a system that it asks may be slow. "
            "Try again later, or with other answers."
        )


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


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
