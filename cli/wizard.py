"""Filling in a form page by page, as a person would in a browser."""

from collections.abc import Callable, Sequence
from typing import Any

from .answers import Answers
from .client import PageNeededError, PageRefusedError, Pages
from .errors import FormError
from .questions import in_words, page_title, questions
from .text import plain, short

Post = Callable[[Pages], Any]
"""Sends the answers so far."""


def fill_in(post: Post, answers: Answers | None, first: Sequence[dict[str, Any]] = ()) -> Any:
    """Send answers to a form until it is complete; return what is answered then.

    Args:
        post: sends the answers so far.
        answers: a list of pages; or the answers to all pages together, which are spread over the pages; None to find
            out what is asked.
        first: pages that come before these.

    Raises:
        FormError: the answers do not fit, are too few or too many; says which, field by field.
    """
    if isinstance(answers, dict):
        return _spread(post, answers, list(first))
    pages = [*first, *(answers or [])]
    try:
        return post(pages)
    except PageRefusedError as error:
        raise _refusal(post, pages, error) from None
    except PageNeededError as needed:
        raise FormError(_question(needed, "needs answers:")) from None


def _spread(post: Post, answers: dict[str, Any], pages: Pages) -> Any:
    """Walk the form, giving each page the answers that it has a question for."""
    left = dict(answers)
    while True:
        try:
            return post(pages)
        except PageRefusedError as error:
            raise _refusal(post, pages, error) from None
        except PageNeededError as needed:
            page = {name: answers[name] for name in needed.schema.get("properties", {}) if name in answers}
            left = {name: value for name, value in left.items() if name not in page}
            if needed.last and left:
                names = ", ".join(plain(name) for name in left)
                raise FormError(_question(needed, f"is the last one, and none asks for: {names}.")) from None
            pages.append(page)


def _refusal(post: Post, pages: Pages, refused: PageRefusedError) -> FormError:
    """The refusal of a page in words: which field, what is wrong, what was found."""
    schema: dict[str, Any] = {}
    try:
        post(pages[: refused.index])
    except PageNeededError as needed:
        schema = needed.schema
    titles = {question.name: question.title for question in questions(schema)}
    given = pages[refused.index]
    lines = [f"  {complaint(error, titles, given)}" for error in refused.errors]
    title = page_title(schema)
    named = f'{refused.index + 1} ("{title}")' if title else f"{refused.index + 1}"
    return FormError("\n".join([f"Page {named} of the form does not take these answers:", *lines]))


def complaint(error: dict[str, Any], titles: dict[str, str], given: dict[str, Any]) -> str:
    """One thing that is wrong with a page, in words.

    Args:
        error: what the API says.
        titles: the fields' titles, by name.
        given: what was answered, as far as it may be shown.
    """
    loc, message = error["loc"], plain(error["msg"])
    if loc == ["__root__"]:
        return message
    name = str(loc[0])
    path = plain(".".join(str(part) for part in loc))
    title = titles.get(name, name)
    told = f"{path} ({title})" if title.lower().replace(" ", "_") != name.lower() else path
    found = f" (found {short(given[name])})" if name in given else ""
    return f"{told}: {message}{found}"


def _question(needed: PageNeededError, what: str) -> str:
    title = page_title(needed.schema)
    named = f'{needed.index + 1} ("{title}")' if title else f"{needed.index + 1}"
    return "\n".join([f"Page {named} of the form {what}", in_words(needed.schema)])
