"""Answers that were posted as a list of pages, on their way into a form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import BaseModel

from .errors import FormOverflowError
from .outcome import Complete, WalkOutcome
from .secrets import without_secrets
from .submitted import submitted_pages


@dataclass(slots=True)
class Posted:
    """Gives each page its answers, and notices when some are left over.

    Args:
        pages: An object per page.
        first_page: Index of the first of them.
        asked: The pages that took their answers.
    """

    pages: list[dict[str, Any]]
    first_page: int = 0
    asked: list[type[BaseModel]] = field(default_factory=list)

    @classmethod
    def read(cls, pages: object, first_page: int = 0) -> Self:
        """Reads what came from outside.

        Raises:
            FormInputError: It is no list of pages.
        """
        return cls(submitted_pages(pages), first_page)

    def __call__(self, model: type[BaseModel], index: int) -> Mapping[str, Any] | None:
        """The answers to the page of this index."""
        place = index - self.first_page
        if place >= len(self.pages):
            return None
        self.asked.append(model)
        return self.pages[place]

    def checked(self, outcome: WalkOutcome) -> WalkOutcome:
        """The outcome, if every page was asked for.

        Raises:
            FormOverflowError: There are more pages than the form asked for.
        """
        # Clients that have nothing to answer send [] or [{}].
        nothing_to_answer = not self.asked and self.pages == [{}]
        if isinstance(outcome, Complete) and len(self.pages) > len(self.asked) and not nothing_to_answer:
            raise FormOverflowError(len(self.asked) + self.first_page, len(self.pages) + self.first_page)
        return outcome

    def storable(self) -> list[dict[str, Any]]:
        """The answers that were taken, as they may be kept: without secrets."""
        return [without_secrets(model, page) for model, page in zip(self.asked, self.pages, strict=False)]
