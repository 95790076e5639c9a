"""Going back without loss: what holds of the answers to later pages when an earlier one is answered differently."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from .anatomy import wire_fields
from .outcome import WalkOutcome
from .prefill import asked, fitting
from .secrets import without_secrets
from .submitted import usable_part


@dataclass(frozen=True, slots=True)
class KeptAnswers:
    """What became of answers.

    Args:
        outcome: Where the walk over what still holds ends.
        pages: The pages up to there. The first of them are those that were answered anew.
        next: What still holds on the page that comes next, or that was rejected; to be shown as its `initial`.
        later: Answers to pages that cannot be reached yet; to be kept as they are and handed in again.
    """

    outcome: WalkOutcome
    pages: list[dict[str, Any]]
    next: dict[str, Any]
    later: list[dict[str, Any]]


@dataclass(slots=True)
class Storing:
    """Gives each page its answers, and remembers them without the secrets, and without what is no JSON to be stored."""

    answers: list[dict[str, Any]]
    first_page: int = 0
    stored: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, model: type[BaseModel], index: int) -> Mapping[str, Any] | None:
        """The answers to the page of this index."""
        place = index - self.first_page
        if place >= len(self.answers):
            return None
        self.stored.append(without_secrets(model, usable_part(self.answers[place])))
        return self.answers[place]


@dataclass(slots=True)
class Keeping:
    """Gives the first pages their new answers and the later ones what still holds of the old.

    Args:
        changed: The answers up to the page that was answered anew.
        old: The answers as they were, all of them.
        showable: The same without secrets.
        first_page: Index of the first page.
    """

    changed: list[dict[str, Any]]
    old: list[dict[str, Any]]
    showable: list[dict[str, Any]]
    first_page: int = 0
    pages: list[dict[str, Any]] = field(default_factory=list)
    next: dict[str, Any] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)

    def __call__(self, model: type[BaseModel], index: int) -> Mapping[str, Any] | None:
        """The answers to the page of this index, if all that was answered there still holds."""
        place = index - self.first_page
        if place < len(self.changed):
            self.used.add(place)
            self.pages.append(without_secrets(model, usable_part(self.changed[place])))
            return self.changed[place]
        before = self._before(model, place)
        if before is None:
            return None
        answered = asked(model, before)
        holds = fitting(model, answered)
        if holds == answered and _is_whole(model, answered):
            self.pages.append(without_secrets(model, answered))
            return answered
        self.next = without_secrets(model, holds)
        return None

    def kept(self, outcome: WalkOutcome) -> KeptAnswers:
        """What became of the answers."""
        later = [page for place, page in enumerate(self.showable) if place not in self.used]
        return KeptAnswers(outcome, self.pages, self.next, later)

    def _before(self, model: type[BaseModel], place: int) -> dict[str, Any] | None:
        """The old answers to a page: those in its place, else the next that share a field with it."""
        names = wire_fields(model).keys()
        for one in [place, *range(len(self.changed), len(self.old))]:
            if one >= len(self.old) or one in self.used:
                continue
            page: dict[str, Any] = self.old[one]
            if names & page.keys() or (one == place and not page):
                self.used.add(one)
                return page
        return None


def _is_whole(model: type[BaseModel], page: Mapping[str, Any]) -> bool:
    try:
        model.model_validate(dict(page))
    except ValidationError:
        return False
    return True
