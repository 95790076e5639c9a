"""Forms by name, for those that belong to no workflow."""

from collections.abc import Sequence
from inspect import isasyncgenfunction, isgeneratorfunction
from typing import Any, cast

from .errors import FormDefinitionError, FormNotFoundError
from .generator import AsyncForm, Form
from .walk import post_form
from .words import DEFAULT_LOCALE

_forms: dict[str, Form | AsyncForm] = {}


def register_form(key: str, form: Form | AsyncForm) -> None:
    """Makes a form known under a key; the same one twice is fine.

    Raises:
        FormDefinitionError: Another form has this key, or it is no generator function.
    """
    if _forms.get(key, form) is not form:
        raise FormDefinitionError(f"There is another form {key!r}; choose another key.")
    if not isgeneratorfunction(form) and not isasyncgenfunction(form):
        raise FormDefinitionError(f"Form {key!r} is {form!r}; a form is a function that yields its pages.")
    _forms[key] = form


def list_forms() -> list[str]:
    """The keys of the forms that were registered."""
    return list(_forms)


def registered_form(key: str) -> Form | AsyncForm:
    """The form of a key.

    Raises:
        FormNotFoundError: There is none.
    """
    try:
        return _forms[key]
    except KeyError:
        known = ", ".join(sorted(_forms)) or "none"
        raise FormNotFoundError(f"There is no form {key[:100]!r}. Known forms: {known}.") from None


def start_form(
    form_key: str,
    user_inputs: Sequence[Any] | None = None,
    user: str | None = None,
    locale: str = DEFAULT_LOCALE,
    **extra_state: Any,
) -> dict[str, Any]:
    """The result of a registered form; see `post_form`.

    Args:
        form_key: The key that it was registered under.
        user_inputs: The answers, an object per page.
        user: Who fills it in; the form finds it in its state.
        locale: Language of the errors.
        extra_state: What else the form finds in its state.

    Raises:
        FormNotFoundError: There is no such form.
        FormException: And whatever `post_form` raises.
    """
    state = started_state(form_key, user, extra_state)
    form = cast("Form", registered_form(form_key))  # an async one is refused when it is walked
    return post_form(form, state, [] if user_inputs is None else user_inputs, locale)


def started_state(form_key: str, user: str | None, extra: dict[str, Any]) -> dict[str, Any]:
    """The state that a registered form begins with."""
    return {"form_key": form_key, **({"user": user} if user is not None else {}), **extra}
