"""Where a walk through a form ends."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pydantic import BaseModel

from .errors import FormNotCompleteError, FormValidationError
from .page import meta_of
from .prefill import valid_part
from .schema import page_schema


@dataclass(frozen=True, slots=True)
class NextPage:
    """The form asks for another page; `index` pages (0-based) come before it."""

    model: type[BaseModel]
    index: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """The answers of the page at `index` (0-based) do not fit."""

    model: type[BaseModel]
    index: int
    error: FormValidationError


@dataclass(frozen=True, slots=True)
class Complete:
    """Every page was accepted; `state` is the form's result.

    Secrets are in there as pydantic's `SecretStr`; `perdure.forms.take_secrets` takes them out.
    """

    state: dict[str, Any]


WalkOutcome: TypeAlias = NextPage | Rejected | Complete


def result_of(outcome: WalkOutcome, prefill: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The result of a complete form; the other outcomes are raised."""
    match outcome:
        case Complete(state):
            return state
        case Rejected(error=error):
            raise error
        case NextPage(model, index):
            raise FormNotCompleteError(_drawn(model, prefill), meta=meta_of(model), page=index)


def schema_of(outcome: WalkOutcome, prefill: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """The schema of the next page, if there is one; a rejected page is raised."""
    match outcome:
        case Complete():
            return None
        case Rejected(error=error):
            raise error
        case NextPage(model):
            return _drawn(model, prefill)


def _drawn(model: type[BaseModel], prefill: Mapping[str, Any] | None) -> dict[str, Any]:
    return page_schema(model, initial=valid_part(model, prefill) if prefill else None)
