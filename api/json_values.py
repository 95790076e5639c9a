"""JSON that comes from outside and is kept as it is."""

from typing import Annotated, Any

from pydantic import AfterValidator, Json

from ..forms.submitted import unusable_values


def _usable(document: dict[str, Any]) -> dict[str, Any]:
    for flaw in unusable_values(document):
        raise ValueError(f"{'.'.join(map(str, flaw.loc))}: {flaw.msg}")
    return document


JsonObject = Annotated[dict[str, Any], AfterValidator(_usable)]
"""An object that PostgreSQL can keep: no NUL, no infinite number, not too deep."""


def _object(value: Any) -> Any:
    if not isinstance(value, dict):
        raise ValueError("expected a JSON object")  # noqa: TRY004 — what pydantic turns into an error of the request
    return value


def _pages(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(page, dict) for page in value):
        raise ValueError("expected a JSON list with an object per page")
    return value


def _answers(value: Any) -> Any:
    return value if isinstance(value, dict) else _pages(value)


# FastAPI takes text for a query parameter only if its type says no more than this.
ObjectInQuery = Annotated[Json[Any], AfterValidator(_object)]
"""An object in a query, as JSON."""

PagesInQuery = Annotated[Json[Any], AfterValidator(_pages)]
"""A list of page answers in a query, as JSON."""

AnswersInQuery = Annotated[Json[Any], AfterValidator(_answers)]
"""The same, or one object with the answers to all pages."""
