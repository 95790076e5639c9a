"""Forms by name."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from perdure.forms import (
    AsyncFormGenerator,
    FormDefinitionError,
    FormGenerator,
    FormNotCompleteError,
    FormNotFoundError,
    FormPage,
    FormValidationError,
    asynchronous,
    list_forms,
    register_form,
    registered_form,
    start_form,
)
from perdure.forms.registry import _forms


class Name(FormPage):
    name: str


def form(state: dict[str, Any]) -> FormGenerator:
    name = yield Name
    return {**state, "again": name.name}


async def async_form(state: dict[str, Any]) -> AsyncFormGenerator:
    yield Name
    yield state


@pytest.fixture(autouse=True)
def registered() -> Iterator[None]:
    before = dict(_forms)
    register_form("name", form)
    register_form("async", async_form)
    yield
    _forms.clear()
    _forms.update(before)


def test_known() -> None:
    """Registered forms are listed and found; the same one may be registered twice."""
    register_form("name", form)

    assert ["name", "async"] == list_forms()
    assert registered_form("name") is form


def test_started() -> None:
    """A registered form begins with its key, with who fills it in, and with whatever else is known."""
    with pytest.raises(FormNotCompleteError):
        start_form("name")
    expected = {"form_key": "name", "user": "ann", "known": 1, "name": "x", "again": "x"}

    assert expected == start_form("name", [{"name": "x"}], user="ann", known=1)


def test_started_without_user() -> None:
    """A form that nobody in particular fills in has no user in its state."""
    assert {"form_key": "name", "name": "x", "again": "x"} == start_form("name", [{"name": "x"}])


def test_language() -> None:
    """Errors speak the language that was asked for."""
    with pytest.raises(FormValidationError) as raised:
        start_form("name", [{}], locale="nl_NL")

    assert ["Vul dit veld in"] == [error.msg for error in raised.value.errors]


def test_started_asynchronously() -> None:
    """Both kinds of forms can be started by async callers; an async one only by those."""
    for key in ("name", "async"):
        started = asyncio.run(asynchronous.start_form(key, [{"name": "x"}], user="ann"))

        assert (key, "ann") == (started["form_key"], started["user"])
    with pytest.raises(FormDefinitionError, match="asynchronous"):
        start_form("async")


def test_unknown() -> None:
    """A form that is not there is named, with those that are."""
    with pytest.raises(
        FormNotFoundError, match=r"There is no form 'other'\. Known forms: async, name"
    ) as raised:
        start_form("other")
    assert 404 == raised.value.status


@pytest.mark.parametrize(
    ("key", "other", "found"),
    [
        ("name", async_form, "another form 'name'"),
        ("page", lambda: Name, "a function that yields its pages"),
    ],
)
def test_what_cannot_be_registered(key: str, other: Any, found: str) -> None:
    """A second form under a key, or one that is no generator, is refused."""
    with pytest.raises(FormDefinitionError, match=found):
        register_form(key, other)
