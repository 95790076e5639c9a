"""One turn of a wizard: what was posted, and which page is to be shown now."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from ...domain.errors import PerdureError
from ...forms import DescribedForm, DescribedPage, FormException, FormFieldError, FormValidationError
from ..rendering import Posted, edited, initial_values, page_widget, read_page
from ..rendering.editing import EDITS
from ..rendering.widgets.text import Secret
from ..rendering.widgets.widget import walk
from .asking import Asking
from .carried import Carried

NEXT: Final = "next"
BACK: Final = "back"
GO_TO: Final = "to"
SUBMIT: Final = "submit"
CLEAR: Final = "clear"
KEEP: Final = "keep"

_NOT_ASKED: Final = "extra_forbidden"


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be shown.

    Args:
        carried: The answers so far, and where they are.
        described: The pages up to the one that is shown; all of them when the answers are read over.
        values: What is filled in on the page.
        errors: What is wrong with it.
        posted: What came from the browser.
        focus: The name of the field to begin in.
        status: Of the response.
        worth_keeping: Whether there are answers that were not there before.
    """

    carried: Carried
    described: DescribedForm
    values: dict[str, Any] = field(default_factory=dict)
    errors: Sequence[FormFieldError] = ()
    posted: Posted = field(default_factory=Posted)
    focus: str | None = None
    status: int = 200
    worth_keeping: bool = False

    @property
    def page(self) -> DescribedPage | None:
        """The page that is asked; None when the answers are read over."""
        return self.described.pages[self.carried.at] if self.carried.at < len(self.described.pages) else None


async def shown(asking: Asking, carried: Carried) -> Turn:
    """The page that comes after the answers so far, or the first of them that is not right."""
    return await _forward(asking, carried)


async def turned(asking: Asking, carried: Carried, texts: Posted, do: str) -> Turn:
    """The page that comes after what was posted.

    Args:
        asking: The form.
        carried: The answers before.
        texts: What was posted, as if it were handed in.
        do: The button that was pressed, with the name of what it is about: `next`, `to:0`, `add:/ports`.
    """
    verb, _, name = do.partition(":")
    described = await _described(asking, carried.answers[: carried.at])
    if carried.at >= len(described.pages):
        return await _from_review(asking, carried, verb, name)
    schema = described.pages[carried.at].form
    posted = Posted(texts.texts, settled=verb == NEXT)
    values = _with_secrets(schema, read_page(schema, posted), _before(carried))
    carried.answers[carried.at : carried.at + 1] = [values]
    if verb == NEXT:
        return replace(await _after(asking, carried, posted), worth_keeping=True)
    if verb in {BACK, GO_TO}:
        index = carried.at - 1 if verb == BACK else _index(name)
        return replace(await _at(asking, carried, index), worth_keeping=True)
    focus = _edit(schema, values, verb, name)
    return Turn(carried, described, values, posted=posted, focus=focus, worth_keeping=verb == KEEP)


async def _described(asking: Asking, answers: list[dict[str, Any]]) -> DescribedForm:
    """The pages that the answers lead to, with what is wrong with those that were answered with nothing as well."""
    described = await asking.form.describe(answers, asking.prefill)
    last = described.pages[-1] if described.pages else None
    if last is not None and last.page < len(answers) and not last.errors and not described.complete:
        try:
            await asking.form.complete(answers[: last.page + 1])
        except FormValidationError as error:
            last.errors = error.errors
    return described


async def _after(asking: Asking, carried: Carried, posted: Posted) -> Turn:
    """What comes after a page was handed in: the next one, itself with its errors, or the review again."""
    count = len(carried.answers) if carried.reviewed else carried.at + 1
    try:
        described = await _described(asking, carried.answers[:count])
    except (PerdureError, FormException) as error:
        return await _refused(asking, carried, error, posted)
    wrong = next((page for page in described.pages[:count] if page.errors), None)
    if wrong is None:
        return _next(carried, described, count)
    if wrong.page == carried.at:
        return Turn(carried, described, carried.answers[carried.at], wrong.errors, posted, status=400)
    # A later page, which is another one now that this one was changed: what it no longer asks is nobody's mistake.
    carried.at = wrong.page
    errors = [error for error in wrong.errors if error.type != _NOT_ASKED]
    return Turn(carried, described, initial_values(wrong.form, carried.answers[carried.at]), errors)


async def _forward(asking: Asking, carried: Carried) -> Turn:
    described = await _described(asking, carried.answers)
    wrong = next((page for page in described.pages if page.errors), None)
    if wrong is not None and wrong.page < len(carried.answers):
        carried.at = wrong.page
        return Turn(carried, described, carried.answers[wrong.page], wrong.errors)
    return _next(carried, described, len(carried.answers))


def _next(carried: Carried, described: DescribedForm, count: int) -> Turn:
    """The page after so many that are right, or the review if there is none."""
    if count < len(described.pages):
        carried.at = count
        return Turn(carried, described, _begun(described.pages[count], carried))
    del carried.answers[len(described.pages) :]
    carried.at = len(carried.answers)
    carried.reviewed = True
    return Turn(carried, described)


async def _at(asking: Asking, carried: Carried, index: int) -> Turn:
    """A page that was answered before, as it was answered."""
    carried.at = max(0, min(index, len(carried.answers)))
    described = await _described(asking, carried.answers[: carried.at])
    if carried.at >= len(described.pages):
        return await _forward(asking, carried)
    return Turn(carried, described, _begun(described.pages[carried.at], carried))


async def _from_review(asking: Asking, carried: Carried, verb: str, name: str) -> Turn:
    if verb == BACK:
        return await _at(asking, carried, len(carried.answers) - 1)
    if verb == GO_TO:
        return await _at(asking, carried, _index(name))
    return await _forward(asking, carried)


async def _refused(
    asking: Asking, carried: Carried, error: PerdureError | FormException, posted: Posted
) -> Turn:
    """The same page once more, with the sentence that says why it does not go on."""
    described = await _described(asking, carried.answers[: carried.at])
    said = FormFieldError(loc=["__root__"], msg=str(error), type=error.code)
    return Turn(carried, described, carried.answers[carried.at], [said], posted, status=error.status)


def _edit(schema: dict[str, Any], values: dict[str, Any], verb: str, name: str) -> str | None:
    """Changes the values as a button on the page says, and says where to go on."""
    if verb in EDITS:
        return edited(schema, values, verb, name)
    for widget, _ in [*walk(page_widget(schema), values)]:
        if widget.part.name == name:
            holder = _inside(values, widget.part.path[:-1])
            if verb == CLEAR and isinstance(holder, dict):
                holder.pop(widget.key, None)
            return name
    return None


def _begun(page: DescribedPage, carried: Carried) -> dict[str, Any]:
    answered = carried.answers[page.page] if page.page < len(carried.answers) else None
    return initial_values(page.form) if answered is None else answered


def _before(carried: Carried) -> dict[str, Any]:
    return carried.answers[carried.at] if carried.at < len(carried.answers) else {}


def _with_secrets(schema: dict[str, Any], values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Answers with the secrets that were given before and are left empty now."""
    for widget, value in [*walk(page_widget(schema), values)]:
        if isinstance(widget, Secret) and not isinstance(value, str):
            old = _inside(before, widget.part.path)
            holder = _inside(values, widget.part.path[:-1])
            if isinstance(old, str) and isinstance(holder, (dict, list)):
                holder[widget.part.path[-1]] = old  # type: ignore[index] # a key of a dict, an index of a list
    return values


def _inside(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        match value, key:
            case dict(), str():
                value = value.get(key)
            case list(), int() if key < len(value):
                value = value[key]
            case _:
                return None
    return value


def _index(name: str) -> int:
    return int(name) if name.isascii() and name.isdecimal() and len(name) < 4 else 0  # noqa: PLR2004 — of pages
