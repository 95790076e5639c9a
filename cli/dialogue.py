"""A form as a conversation at a terminal: page by page, question by question, back and forth."""

from typing import Any, Final

from .client import PageNeededError, PageRefusedError, Pages
from .interview import Interview
from .open_form import OpenForm
from .questions import page_title, questions
from .terminal import BACK, GoBackError, Terminal
from .wizard import complaint

_HOW: Final = f"Enter alone takes what is in brackets. {BACK} goes back a page; what was answered stays."


def converse(form: OpenForm, terminal: Terminal, first: Pages) -> Any:
    """Ask until the form is complete, send the answers, and return what is answered then.

    Args:
        form: where the answers go.
        terminal: where the questions go.
        first: pages that are answered already.

    Raises:
        FormError: whoever was asked has gone.
        CommandError: the API says why it does not go on.
    """
    pages = list(first)
    # By page: what was answered there, to be offered again after going back.
    known: dict[int, dict[str, Any]] = {}
    told = False
    while True:
        try:
            return form.post(pages)
        except PageRefusedError as refused:
            _say_refused(form, terminal, pages, refused)
            known[refused.index] = _without_wrong(pages[refused.index], refused)
            del pages[refused.index :]
            continue
        except PageNeededError as needed:
            page = needed
        if not told:
            terminal.say(_HOW)
            told = True
        terminal.say(_heading(page))
        interview = Interview(form, terminal, page.schema, pages, known.get(page.index, {}))
        try:
            pages.append(interview.ask())
        except GoBackError:
            if len(pages) > len(first):
                known[len(pages) - 1] = pages.pop()
            else:
                terminal.say("This is the first page.")
        known[page.index] = {**known.get(page.index, {}), **interview.answers}


def _heading(page: PageNeededError) -> str:
    title = page_title(page.schema)
    return f"\nPage {page.index + 1}: {title}" if title else f"\nPage {page.index + 1}"


def _say_refused(form: OpenForm, terminal: Terminal, pages: Pages, refused: PageRefusedError) -> None:
    schema: dict[str, Any] = {}
    try:
        form.post(pages[: refused.index])
    except PageNeededError as needed:
        schema = needed.schema
    titles = {question.name: question.title for question in questions(schema)}
    secret = {name for name, field in schema.get("properties", {}).items() if field.get("writeOnly")}
    shown = {name: value for name, value in pages[refused.index].items() if name not in secret}
    for error in refused.errors:
        terminal.say(f"  {complaint(error, titles, shown)}")


def _without_wrong(page: dict[str, Any], refused: PageRefusedError) -> dict[str, Any]:
    wrong = {str(error["loc"][0]) for error in refused.errors}
    return {name: value for name, value in page.items() if name not in wrong}
