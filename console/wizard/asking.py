"""A form that somebody fills in here: how it is walked, and what is done with its answers."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from uuid import UUID

from ...activities.form_call import FormTerms, OpenForm
from ...db.drafts import DraftedForm

Pages: TypeAlias = list[dict[str, Any]]


Submit: TypeAlias = Callable[[Pages, UUID], Awaitable[str]]
"""Hands answers in, and gives the address to go on at. The id is the same for two submissions of the same answers."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A form that somebody fills in.

    Args:
        title: What it is for.
        form: The form.
        submit: What is done with its answers.
        address: Where its pages are posted.
        back: Where somebody goes who gives it up.
        hand_in: The text of the last button.
        drafted: Which form it is, for the drafts that are kept of it; None when none are.
        actor: Who fills it in.
        terms: How it is walked.
        prefill: Values by field name, shown where they are valid.
    """

    title: str
    form: OpenForm
    submit: Submit
    address: str
    back: str
    hand_in: str
    drafted: DraftedForm | None
    actor: str
    terms: FormTerms
    prefill: Mapping[str, Any] = field(default_factory=dict)

    def resumed_at(self, draft_id: UUID) -> str:
        """Where a draft of it is gone on with."""
        return f"{self.address}{'&' if '?' in self.address else '?'}draft={draft_id}"
