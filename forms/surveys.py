"""Walks that ask for more than the next page: what may be kept, the whole form, answers without pages, options.

`perdure.forms.asynchronous` has the same names for async callers.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Unpack

from .generator import Form
from .kept import Keeping, KeptAnswers, Storing
from .options import OptionsPage, Wanted
from .posted import Posted
from .replay import How, Terms
from .submitted import submitted_pages
from .walk import walk
from .whole import DescribedForm, Describing, Given, Spreading


def storable_answers(
    form: Form | None, state: Mapping[str, Any], pages: Sequence[Any], **how: Unpack[How]
) -> list[dict[str, Any]]:
    """The answers as a draft may keep them: without secrets, as far as the form can be walked.

    The last page may be wrong or incomplete. What comes after it is left out, because nobody can tell the secrets in
    it; an earlier draft of it can be kept.

    Raises:
        FormInputError: `pages` is no list of objects.
    """
    terms = Terms(**how)
    storing = Storing(submitted_pages(pages), terms.first_page)
    walk(form, state, storing, terms)
    return storing.stored


def keep_answers(
    form: Form | None,
    state: Mapping[str, Any],
    pages: Sequence[Any],
    old: Sequence[Any],
    **how: Unpack[How],
) -> KeptAnswers:
    """What holds of the answers to later pages when somebody went back and answered an earlier one differently.

    A later page that still takes every answer is accepted again, with the secrets that are in `old`. The first that
    does not, or that nobody has answered yet, is the next to be shown, with what holds of its answers; of a list that
    is partly wrong, the rest.

    Args:
        form: The form.
        state: What is known before the first page.
        pages: The answers up to and with the page that is answered anew.
        old: All answers as they were before.
        how: How to walk.

    Raises:
        FormInputError: `pages` or `old` is no list of objects.
    """
    changed, before = submitted_pages(pages), submitted_pages(old)
    terms = Terms(**how)
    keeping = Keeping(changed, before, storable_answers(form, state, before, **how), terms.first_page)
    return keeping.kept(walk(form, state, keeping, terms))


def describe_form(
    form: Form | None,
    state: Mapping[str, Any],
    answers: object = (),
    *,
    prefill: Mapping[str, Any] | None = None,
    **how: Unpack[How],
) -> DescribedForm:
    """Every page of a form that some answers lead to, as data: for programs that fill in forms.

    Args:
        form: The form.
        state: What is known before the first page.
        answers: An object of field names and values for all pages, or a list with an object per page.
        prefill: Values by field name that pages without answers show as their `initial`, where they are valid.
        how: How to walk.

    Raises:
        FormInputError: `answers` is neither.
    """
    terms = Terms(**how)
    describing = Describing(Given.read(answers, terms.first_page), prefill or {})
    return describing.described(walk(form, state, describing, terms))


def spread_answers(
    form: Form | None, state: Mapping[str, Any], answers: Mapping[str, Any], **how: Unpack[How]
) -> list[dict[str, Any]]:
    """Answers by field name as the list of pages that a form takes; where two pages ask for a name, both get it.

    Raises:
        FormValidationError: A page's answers do not fit, or are not all there.
        FormInputError: No page asks for one of them.
    """
    terms = Terms(**how)
    spreading = Spreading(Given.read(answers, terms.first_page))
    return spreading.spread(walk(form, state, spreading, terms))


def search_options(
    form: Form | None,
    state: Mapping[str, Any],
    pages: Sequence[Any],
    field: str,
    *,
    q: str = "",
    cursor: str | None = None,
    limit: int = 50,
    page: Mapping[str, Any] | None = None,
    values: Iterable[str] | None = None,
    **how: Unpack[How],
) -> OptionsPage:
    """The options of a search field on the page that comes after these answers.

    Args:
        form: The form.
        state: What is known before the first page.
        pages: The answers to the pages before.
        field: The field's name in JSON; with dots where it is part of an object (`ports.0.server`).
        q: What was typed.
        cursor: Where an earlier answer left off.
        limit: At most this many, and at most 100.
        page: What is answered so far on the page itself, for fields that need others.
        values: Instead of a search: the options of these values, to have their labels.
        how: How to walk.

    Raises:
        FormFieldNotFoundError: The page has no such field, or not one to search in.
        FormValidationError: A page's answers do not fit.
        FormException: And whatever `walk_form` raises.
    """
    terms = Terms(**how)
    posted = Posted.read(pages, terms.first_page)
    wanted = Wanted(field, q, cursor, limit, page, values)
    return wanted.on(posted.checked(walk(form, state, posted, terms)))
