"""What a form's exceptions look like as an HTTP body: what clients of pydantic-forms read."""

from typing import Any

from .errors import FormException, FormNotCompleteError, FormValidationError


def form_body(error: FormException) -> dict[str, Any]:
    """The JSON body; it goes out with `error.status`."""
    body: dict[str, Any] = {
        "type": type(error).__name__,
        "title": error.title,
        "status": error.status,
        "detail": str(error),
    }
    match error:
        case FormNotCompleteError():
            return body | {"form": error.form, "meta": error.meta, "page": error.page}
        case FormValidationError():
            errors = [field_error.model_dump() for field_error in error.errors]
            return body | {"validation_errors": errors, "page": error.page}
        case _:
            return body | {"code": error.code}
