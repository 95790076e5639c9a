"""Where a walk through a form ends."""

from dataclasses import dataclass
from typing import Any, TypeAlias

from .errors import FormNotCompleteError, FormValidationError
from .page import FormPage
from .schema import page_schema


@dataclass(frozen=True, slots=True)
class NextPage:
    """The form asks for another page, after `index` accepted ones."""

    model: type[FormPage]
    index: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """The answers of the page at `index` (0-based) do not fit."""

    model: type[FormPage]
    index: int
    error: FormValidationError


@dataclass(frozen=True, slots=True)
class Complete:
    """Every page was accepted; `state` is the form's result."""

    state: dict[str, Any]


WalkOutcome: TypeAlias = NextPage | Rejected | Complete


def result_of(outcome: WalkOutcome) -> dict[str, Any]:
    """The result of a complete form; the other outcomes are raised."""
    match outcome:
        case Complete(state):
            return state
        case Rejected(error=error):
            raise error
        case NextPage(model, index):
            raise FormNotCompleteError(page_schema(model), meta=model.meta__, page=index)


def schema_of(outcome: WalkOutcome) -> dict[str, Any] | None:
    """The schema of the next page, if there is one; a rejected page is raised."""
    match outcome:
        case Complete():
            return None
        case Rejected(error=error):
            raise error
        case NextPage(model):
            return page_schema(model)
