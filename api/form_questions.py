"""What is asked of a form that is being filled in, besides its next page."""

from typing import Annotated, Any, Self

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from ..activities.form_call import OpenForm
from ..forms import KeptAnswers, OptionsPage
from ..forms.options import MAX_OPTIONS
from ..forms.outcome import NextPage, Rejected
from ..forms.page import meta_of
from ..forms.schema import page_schema
from .form_bodies import documented_refusal
from .json_values import AnswersInQuery, ObjectInQuery, PagesInQuery
from .problems import documented

NO_NUL = r"^[^\x00]*$"
"""What an author's search may hand on to PostgreSQL, which has no NUL in text."""

PageAnswers = list[dict[str, Any]]

FORM_PROBLEMS = documented(404, 409, 412, 422, 503)
"""What a form that is read can answer; of a start, that it may not be made now."""

POSTED_FORM_PROBLEMS = documented(400, 404, 409, 412, 413, 415, 422, 503)

OPTIONS_PROBLEMS = FORM_PROBLEMS | documented_refusal()
POSTED_OPTIONS_PROBLEMS = POSTED_FORM_PROBLEMS | documented_refusal()


class OptionsQuestion(BaseModel):
    """Which options of a search field."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(
        max_length=500,
        description="The field's name; with dots where it is part of an object (`ports.0.server`).",
    )
    q: str = Field(default="", max_length=200, pattern=NO_NUL, description="What was typed.")
    cursor: str | None = Field(
        default=None,
        max_length=1000,
        pattern=NO_NUL,
        description="The `next` of an earlier answer: go on there.",
    )
    limit: int = Field(default=50, ge=1, le=MAX_OPTIONS, description="How many options at most.")
    values: list[Annotated[str, Field(max_length=1000, pattern=NO_NUL)]] | None = Field(
        default=None,
        max_length=MAX_OPTIONS,
        description="Instead of a search: the options of these values, to have their labels.",
    )

    async def of(self, form: OpenForm, pages: PageAnswers, page: dict[str, Any]) -> "FoundOptions":
        """The options, on the page that comes after these pages."""
        found = await form.options(
            pages,
            self.field,
            q=self.q,
            cursor=self.cursor,
            limit=self.limit,
            page=page,
            values=self.values,
        )
        return FoundOptions.of_page(found)


class OptionsQuery(OptionsQuestion):
    """The same in a query, where the answers are JSON in text. POST them where they are secret or long."""

    pages: PagesInQuery = Field(
        default=[], description="The answers to the pages before, as JSON: a list with an object per page."
    )
    page: ObjectInQuery = Field(
        default={},
        description="What is answered so far on the page itself, as JSON: for fields that need others.",
    )

    async def answer(self, form: OpenForm) -> "FoundOptions":
        """The options."""
        return await self.of(form, self.pages, self.page)


class PostedOptionsQuestion(OptionsQuestion):
    """The same in a body."""

    pages: PageAnswers = Field(default=[], description="The answers to the pages before, an object per page.")
    page: dict[str, Any] = Field(
        default={}, description="What is answered so far on the page itself, for fields that need others."
    )

    async def answer(self, form: OpenForm) -> "FoundOptions":
        """The options."""
        return await self.of(form, self.pages, self.page)


class FoundOptions(BaseModel):
    """Some of the options of a field."""

    options: dict[str, str] = Field(description="Labels by value, in the order in which they are shown.")
    next: str | None = Field(description="The `cursor` of those that follow; null if these are the last.")

    @classmethod
    def of_page(cls, found: OptionsPage) -> Self:
        """The options as the API shows them."""
        return cls(options=found.options, next=found.next_cursor)


class KeepQuestion(BaseModel):
    """Somebody went back and answered a page differently."""

    model_config = ConfigDict(extra="forbid")

    pages: PageAnswers = Field(description="The answers up to and with the page that was answered anew.")
    old: PageAnswers = Field(description="All answers as they were before.")


class KeptForm(BaseModel):
    """What became of the answers to later pages."""

    complete: bool = Field(description="Whether all pages are answered.")
    pages: PageAnswers = Field(description="The answers that still hold, from the first page on; no secrets.")
    page: int | None = Field(description="Index of the page that comes next; null when all are answered.")
    form: dict[str, Any] | None = Field(
        description="JSON Schema of that page; what still holds of its answers is `initial` there."
    )
    meta: dict[str, Any] | None = Field(description="What the schema cannot say, such as `hasNext`.")
    later: PageAnswers = Field(
        description="Answers to pages that cannot be reached yet: send them at the end of `old` again."
    )

    @classmethod
    def of(cls, kept: KeptAnswers) -> Self:
        """The answers as the API shows them.

        Raises:
            FormValidationError: the page that was answered anew does not fit.
        """
        match kept.outcome:
            case Rejected(error=error):
                raise error
            case NextPage(model, index):
                form = page_schema(model, initial=kept.next)
                return cls(
                    complete=False,
                    pages=kept.pages,
                    page=index,
                    form=form,
                    meta=meta_of(model),
                    later=kept.later,
                )
        return cls(complete=True, pages=kept.pages, page=None, form=None, meta=None, later=kept.later)


AnswersQuery = Annotated[
    AnswersInQuery,
    Query(
        description="The answers so far, as JSON: a list with an object per page, or one object with the answers to "
        "all pages by field name. POST them where they are secret or long."
    ),
]
