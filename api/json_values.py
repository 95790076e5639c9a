"""JSON that comes from outside and is kept as it is."""

from typing import Annotated, Any

from pydantic import AfterValidator

from ..forms.submitted import unusable_values


def _usable(document: dict[str, Any]) -> dict[str, Any]:
    for flaw in unusable_values(document):
        raise ValueError(f"{'.'.join(map(str, flaw.loc))}: {flaw.msg}")
    return document


JsonObject = Annotated[dict[str, Any], AfterValidator(_usable)]
"""An object that PostgreSQL can keep: no NUL, no infinite number, not too deep."""
