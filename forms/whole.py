"""A whole form at once, for programs and terminals: every page that some answers lead to, and answers without pages."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from .anatomy import wire_fields
from .errors import FormFieldError, FormInputError
from .outcome import Complete, Rejected, WalkOutcome, result_of
from .page import meta_of
from .prefill import valid_part
from .schema import page_schema
from .secrets import without_secrets
from .submitted import MAX_PAGES, kind_of, submitted_pages, usable_part


class DescribedPage(BaseModel):
    """One page of a form, and how far it is answered."""

    page: int = Field(description="The page's index, 0-based.")
    form: dict[str, Any] = Field(description="JSON Schema of the page.")
    meta: dict[str, Any] | None = Field(description="What the schema cannot say, such as `hasNext`.")
    answers: dict[str, Any] | None = Field(description="What it was answered with, without secrets.")
    errors: list[FormFieldError] = Field(description="What is wrong with the answers.")


class DescribedForm(BaseModel):
    """The pages of a form as far as answers lead."""

    pages: list[DescribedPage] = Field(description="The pages, in their order.")
    complete: bool = Field(description="Whether these are all, and they are all answered.")


@dataclass(slots=True)
class Given:
    """Answers that were given at once: a list with an object per page, or one object for all pages.

    Args:
        pages: By page.
        flat: Or by field name, wherever it is asked.
        first_page: Index of the first page.
    """

    pages: list[dict[str, Any]]
    flat: dict[str, Any]
    first_page: int = 0
    used: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, answers: object, first_page: int = 0) -> "Given":
        """Reads what came from outside.

        Raises:
            FormInputError: It is neither.
        """
        if isinstance(answers, Mapping):
            return cls([], dict(answers), first_page)
        if not isinstance(answers, Sequence) or isinstance(answers, str):
            raise FormInputError(
                f"Answers are an object of field names and values, or a list of pages, not {kind_of(answers)}."
            )
        return cls(submitted_pages(answers), {}, first_page)

    def to(self, model: type[BaseModel], index: int) -> dict[str, Any]:
        """What was given for a page."""
        place = index - self.first_page
        if place < len(self.pages):
            return self.pages[place]
        names = wire_fields(model).keys() & self.flat.keys()
        self.used |= names
        return {name: value for name, value in self.flat.items() if name in names}


@dataclass(slots=True)
class Describing:
    """Gives each page what was given for it, and describes it.

    Args:
        given: The answers.
        prefill: What pages that are not answered show as their `initial`, where it is valid.
    """

    given: Given
    prefill: Mapping[str, Any] = field(default_factory=dict)
    pages: list[DescribedPage] = field(default_factory=list)

    def __call__(self, model: type[BaseModel], index: int) -> Mapping[str, Any] | None:
        """The answers to the page of this index; None where it was given nothing and needs something."""
        if len(self.pages) == MAX_PAGES:
            return None
        answers = self.given.to(model, index)
        answered = bool(answers) or _needs_nothing(model)
        described = DescribedPage(
            page=index,
            form=page_schema(model, initial=None if answered else valid_part(model, self.prefill)),
            meta=meta_of(model),
            answers=without_secrets(model, usable_part(answers)) if answered else None,
            errors=[],
        )
        self.pages.append(described)
        return answers if answered else None

    def described(self, outcome: WalkOutcome) -> DescribedForm:
        """The form."""
        if isinstance(outcome, Rejected):
            self.pages[-1].errors = outcome.error.errors
        return DescribedForm(pages=self.pages, complete=isinstance(outcome, Complete))


@dataclass(slots=True)
class Spreading:
    """Gives each page those of the flat answers that it asks for."""

    given: Given
    pages: list[dict[str, Any]] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def __call__(self, model: type[BaseModel], index: int) -> Mapping[str, Any] | None:
        """The answers to the page of this index."""
        if len(self.pages) == MAX_PAGES:
            return None
        self.names |= wire_fields(model).keys()
        self.pages.append(self.given.to(model, index))
        return self.pages[-1]

    def spread(self, outcome: WalkOutcome) -> list[dict[str, Any]]:
        """The answers by page.

        Raises:
            FormValidationError: A page's answers do not fit, or are not all there.
            FormInputError: No page asks for one of them.
        """
        result_of(outcome)
        for name in self.given.flat:
            if name not in self.given.used:
                raise FormInputError(f"No page asks for {name[:100]!r}.{self._meant(name)}")
        return self.pages

    def _meant(self, name: str) -> str:
        near = difflib.get_close_matches(name, self.names, n=1)
        if near:
            return f" Did you mean {near[0]!r}?"
        return f" Asked is for {', '.join(sorted(self.names)) or 'nothing'}."


def _needs_nothing(model: type[BaseModel]) -> bool:
    try:
        model.model_validate({})
    except ValidationError:
        return False
    return True
