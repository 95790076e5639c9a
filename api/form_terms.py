"""In which language a form speaks to whoever asks, how long it may take, and what it shows filled in."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Header, Query

from ..activities.earlier import earlier_answers
from ..activities.form_call import FormTerms
from ..forms import best_locale
from .connections import Connected
from .json_values import ObjectInQuery


async def _form_terms(
    connections: Connected,
    accept_language: Annotated[
        str, Header(description="Language of a form's errors: en, nl or de; English for any other.")
    ] = "",
) -> FormTerms:
    return FormTerms(best_locale(accept_language), connections.settings.form_deadline)


Terms = Annotated[FormTerms, Depends(_form_terms)]


async def _prefill(
    connections: Connected,
    prefill: Annotated[
        ObjectInQuery,
        Query(
            description="An object of values by field name, as JSON. The next page shows those that it would take "
            "as `initial`; never secrets, nor what is read-only."
        ),
    ] = None,
    from_: Annotated[
        UUID | None,
        Query(
            alias="from",
            description="A process: what it was started with is shown as well, except where `prefill` says more.",
        ),
    ] = None,
) -> dict[str, Any]:
    earlier = {} if from_ is None else await earlier_answers(connections.database, from_)
    return {**earlier, **(prefill or {})}


Prefill = Annotated[dict[str, Any], Depends(_prefill)]
