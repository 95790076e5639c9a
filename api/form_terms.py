"""In which language a form speaks to whoever asks, and how long it may take."""

from typing import Annotated

from fastapi import Depends, Header

from ..activities.form_call import FormTerms
from ..forms import best_locale
from .connections import Connected


async def _form_terms(
    connections: Connected,
    accept_language: Annotated[
        str, Header(description="Language of a form's errors: en, nl or de; English for any other.")
    ] = "",
) -> FormTerms:
    return FormTerms(best_locale(accept_language), connections.settings.form_deadline)


Terms = Annotated[FormTerms, Depends(_form_terms)]
