"""Pages, fields, the wizard and its JSON Schema; knows no subscriptions."""

from .conditions import at_least, at_most, contains, is_not, one_of
from .errors import (
    FormDefinitionError,
    FormException,
    FormFieldError,
    FormFieldNotFoundError,
    FormInputError,
    FormNotCompleteError,
    FormNotFoundError,
    FormOverflowError,
    FormTimeoutError,
    FormValidationError,
)
from .fields.accept import Accept, AcceptData, AcceptItemType, AcceptValues
from .fields.buttons import Button, ButtonsConfig
from .fields.choice import Choice, choice
from .fields.conditional import depends_on, visible_when
from .fields.contact import ContactPerson, ContactPersonName, OrganisationId, contact_person_list
from .fields.file import File, FileStore, UploadedFile, bind_files
from .fields.initial import Initial
from .fields.layout import Layout
from .fields.lists import ListOfOne, ListOfTwo, unique_conlist, validate_unique_list
from .fields.moment import DateTime
from .fields.number import Dec, Float, Integer
from .fields.panels import (
    Callout,
    CalloutMessageType,
    Markdown,
    MarkdownColor,
    MigrationSummary,
    SummaryData,
    callout,
    markdown,
    migration_summary,
)
from .fields.read_only import read_only_field, read_only_list
from .fields.search import MultiSearchSelect, Options, SearchSelect
from .fields.secret import Secret
from .fields.select import DropDown, MultiSelect, Radio, choice_list
from .fields.shown import DisplaySubscription, Divider, Hidden, Label
from .fields.text import LongText, Text
from .fields.timestamp import Timestamp, timestamp
from .generator import AsyncForm, AsyncFormGenerator, Form, FormGenerator, ask
from .kept import KeptAnswers
from .options import OptionsPage
from .outcome import Complete, NextPage, Rejected, WalkOutcome
from .page import FormPage, SubmitFormPage
from .prefill import valid_part
from .registry import list_forms, register_form, registered_form, start_form
from .schema import page_schema
from .secrets import take_secrets, without_secrets
from .surveys import describe_form, keep_answers, search_options, spread_answers, storable_answers
from .verdict import form_errors
from .walk import generate_form, post_form, walk_form
from .whole import DescribedForm, DescribedPage
from .wire import form_body
from .words import best_locale

__all__ = [
    "Accept",
    "AcceptData",
    "AcceptItemType",
    "AcceptValues",
    "AsyncForm",
    "AsyncFormGenerator",
    "Button",
    "ButtonsConfig",
    "Callout",
    "CalloutMessageType",
    "Choice",
    "Complete",
    "ContactPerson",
    "ContactPersonName",
    "DateTime",
    "Dec",
    "DescribedForm",
    "DescribedPage",
    "DisplaySubscription",
    "Divider",
    "DropDown",
    "File",
    "FileStore",
    "Float",
    "Form",
    "FormDefinitionError",
    "FormException",
    "FormFieldError",
    "FormFieldNotFoundError",
    "FormGenerator",
    "FormInputError",
    "FormNotCompleteError",
    "FormNotFoundError",
    "FormOverflowError",
    "FormPage",
    "FormTimeoutError",
    "FormValidationError",
    "Hidden",
    "Initial",
    "Integer",
    "KeptAnswers",
    "Label",
    "Layout",
    "ListOfOne",
    "ListOfTwo",
    "LongText",
    "Markdown",
    "MarkdownColor",
    "MigrationSummary",
    "MultiSearchSelect",
    "MultiSelect",
    "NextPage",
    "Options",
    "OptionsPage",
    "OrganisationId",
    "Radio",
    "Rejected",
    "SearchSelect",
    "Secret",
    "SubmitFormPage",
    "SummaryData",
    "Text",
    "Timestamp",
    "UploadedFile",
    "WalkOutcome",
    "ask",
    "at_least",
    "at_most",
    "best_locale",
    "bind_files",
    "callout",
    "choice",
    "choice_list",
    "contact_person_list",
    "contains",
    "depends_on",
    "describe_form",
    "form_body",
    "form_errors",
    "generate_form",
    "is_not",
    "keep_answers",
    "list_forms",
    "markdown",
    "migration_summary",
    "one_of",
    "page_schema",
    "post_form",
    "read_only_field",
    "read_only_list",
    "register_form",
    "registered_form",
    "search_options",
    "spread_answers",
    "start_form",
    "storable_answers",
    "take_secrets",
    "timestamp",
    "unique_conlist",
    "valid_part",
    "validate_unique_list",
    "visible_when",
    "walk_form",
    "without_secrets",
]
