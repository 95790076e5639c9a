"""What the wizard answers while a form is not complete: the bodies that clients of pydantic-forms read."""

from typing import Any, Literal

from fastapi.responses import Response
from pydantic import BaseModel, Field
from pydantic_core import to_json

from ..forms.errors import FormException, FormFieldError, FormNotCompleteError, FormValidationError
from ..forms.wire import form_body
from .problems import MEDIA_TYPE, problem


class FormNotComplete(BaseModel):
    """The form asks for another page."""

    type: Literal["FormNotCompleteError"] = Field(description="The kind, for programs.")
    title: str = Field(description="The kind, for people.")
    status: Literal[510] = Field(description="The HTTP status.")
    detail: str = Field(description="What is asked for.")
    form: dict[str, Any] = Field(description="JSON Schema of the page.")
    meta: dict[str, Any] | None = Field(description="What the schema cannot say, such as `hasNext`.")
    page: int = Field(description="The page's index in the list that was posted, 0-based.")


class FormNotValid(BaseModel):
    """The answers of a page do not fit."""

    type: Literal["FormValidationError"] = Field(description="The kind, for programs.")
    title: str = Field(description="The kind, for people.")
    status: Literal[400] = Field(description="The HTTP status.")
    detail: str = Field(description="How much is wrong with which page.")
    validation_errors: list[FormFieldError] = Field(description="What is wrong.")
    page: int = Field(description="The page's index in the list that was posted, 0-based.")


def form_response(error: FormException) -> Response:
    """The response to a form's exception: what wizards know as they know it, the others as problems."""
    if isinstance(error, (FormNotCompleteError, FormValidationError)):
        return Response(to_json(form_body(error)), error.status, media_type="application/json")
    return problem(error.status, error.code, str(error))


def documented_refusal() -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that walks a form, beside its problems."""
    return {
        400: {
            "description": "A page's answers do not fit; or the body is no JSON.",
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/FormNotValid"}},
                MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}},
            },
        }
    }


def documented_wizard() -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route that takes answers to a form, beside its problems."""
    return documented_refusal() | {
        510: {
            "description": "The next page.",
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/FormNotComplete"}}},
        },
    }
