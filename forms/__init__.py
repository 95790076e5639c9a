"""Pages, fields, the wizard and its JSON Schema; knows no subscriptions."""

from .errors import (
    FormDefinitionError,
    FormException,
    FormFieldError,
    FormInputError,
    FormNotCompleteError,
    FormOverflowError,
    FormValidationError,
)
from .fields.accept import Accept
from .fields.choice import Choice, choice
from .fields.number import Dec, Float, Integer
from .fields.select import DropDown, MultiSelect, Radio, choice_list
from .fields.text import Text
from .generator import AsyncForm, AsyncFormGenerator, Form, FormGenerator, ask
from .outcome import Complete, NextPage, Rejected, WalkOutcome
from .page import FormPage, SubmitFormPage
from .schema import page_schema
from .verdict import form_errors
from .walk import generate_form, post_form, walk_form
from .wire import form_body

__all__ = [
    "Accept",
    "AsyncForm",
    "AsyncFormGenerator",
    "Choice",
    "Complete",
    "Dec",
    "DropDown",
    "Float",
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
    "Integer",
    "MultiSelect",
    "NextPage",
    "Radio",
    "Rejected",
    "SubmitFormPage",
    "Text",
    "WalkOutcome",
    "ask",
    "choice",
    "choice_list",
    "form_body",
    "form_errors",
    "generate_form",
    "page_schema",
    "post_form",
    "walk_form",
]
