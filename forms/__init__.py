"""Pages, fields, the wizard and its JSON Schema; knows no subscriptions."""

from .errors import (
    FormDefinitionError,
    FormException,
    FormFieldError,
    FormInputError,
    FormNotCompleteError,
    FormOverflowError,
    FormValidationError,
    form_errors,
)
from .page import FormPage, SubmitFormPage
from .schema import page_schema
from .walk import (
    AsyncFormGenerator,
    Complete,
    Form,
    FormGenerator,
    NextPage,
    Rejected,
    WalkOutcome,
    ask,
    generate_form,
    post_form,
    walk_form,
)
from .wire import form_body

__all__ = [
    "AsyncFormGenerator",
    "Complete",
    "Form",
    "FormDefinitionError",
    "FormException",
    "FormFieldError",
    "FormGenerator",
    "FormInputError",
    "FormNotCompleteError",
    "FormOverflowError",
    "FormPage",
    "FormValidationError",
    "NextPage",
    "Rejected",
    "SubmitFormPage",
    "WalkOutcome",
    "ask",
    "form_body",
    "form_errors",
    "generate_form",
    "page_schema",
    "post_form",
    "walk_form",
]
