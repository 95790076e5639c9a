"""The async twin: the same outcomes, for async and for sync forms."""

import asyncio
import threading
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from perdure import forms
from perdure.forms import (
    AsyncFormGenerator,
    Complete,
    FormDefinitionError,
    FormException,
    FormGenerator,
    FormPage,
    NextPage,
    Rejected,
    SearchSelect,
    SubmitFormPage,
    asynchronous,
    page_schema,
    walk_form,
)


class Name(FormPage):
    name: str


class Speed(SubmitFormPage):
    speed: int
    node: Annotated[str, SearchSelect.among({"ams": "Amsterdam", "utr": "Utrecht"})] = "ams"


def sync_form() -> FormGenerator:
    name = yield Name
    speed = yield Speed
    return name.answers() | speed.answers()


async def async_form() -> AsyncFormGenerator:
    name = yield Name
    await asyncio.sleep(0)
    speed = yield Speed
    yield name.answers() | speed.answers()


def outcome(walk: Callable[[], Any]) -> Any:
    """What a walk gives or raises, in a form that can be compared."""
    try:
        result = walk()
    except FormException as error:
        return type(error), str(error)
    if isinstance(result, Rejected):
        return Rejected, result.model, result.index, result.error.errors
    return result


@pytest.mark.parametrize("form", [async_form, sync_form])
@pytest.mark.parametrize(
    "pages",
    [
        [],
        [{"name": "x"}],
        [{}],
        [{"name": "x"}, {"speed": "fast"}],
        [{"name": "x"}, {"speed": 1}],
        [{"name": "x"}, {"speed": 1}, {}],
        [None],
        {},
    ],
)
def test_same_outcome_as_the_sync_walk(form: Any, pages: Any) -> None:
    """For any answers, the async walk gives or raises what the sync one does."""
    expected = outcome(lambda: walk_form(sync_form, {}, pages))

    assert expected == outcome(lambda: asyncio.run(asynchronous.walk_form(form, {}, pages)))


async def without_result() -> AsyncFormGenerator:
    yield Name


async def gives_a_page() -> type[FormPage]:
    return Name


async def gives_a_dict() -> dict[str, Any]:
    return {"name": "x"}


@pytest.mark.parametrize(
    ("form", "pages", "expected"),
    [
        (without_result, [{"name": "x"}], Complete({})),
        (gives_a_page, [], NextPage(Name, 0)),
        (gives_a_page, [{"name": "x"}], Complete({"name": "x"})),
        (gives_a_dict, [{}], Complete({"name": "x"})),
    ],
)
def test_other_ways_to_write_a_form(form: Any, pages: list[dict[str, Any]], expected: Any) -> None:
    """An async form may end without a result, be a single page, or have none."""
    assert expected == asyncio.run(asynchronous.walk_form(form, {}, pages))


def survey(name: str) -> tuple[list[Any], dict[str, Any]]:
    """Arguments for the walks that ask for more than the next page."""
    pages = [{"name": "x"}]
    return {
        "storable_answers": ([{}, [*pages, {"speed": "fast"}]], {}),
        "keep_answers": ([{}, pages, [*pages, {"speed": 1}]], {"first_page": 1}),
        "describe_form": ([{}, {"name": "x", "speed": "fast"}], {"locale": "nl"}),
        "spread_answers": ([{}, {"name": "x", "speed": 1}], {"deadline": 60}),
        "search_options": ([{}, pages, "node"], {"q": "U"}),
    }[name]


@pytest.mark.parametrize("form", [async_form, sync_form])
@pytest.mark.parametrize(
    "name", ["storable_answers", "keep_answers", "describe_form", "spread_answers", "search_options"]
)
def test_same_as_the_sync_survey(form: Any, name: str) -> None:
    """Every other walk gives async callers what it gives sync ones."""
    arguments, how = survey(name)

    assert getattr(forms, name)(sync_form, *arguments, **how) == asyncio.run(
        getattr(asynchronous, name)(form, *arguments, **how)
    )


def test_sync_form_does_not_block_the_loop() -> None:
    """A sync form's code runs outside the event loop's thread, before and after its first page."""
    threads: list[bool] = []

    def form() -> FormGenerator:
        threads.append(threading.current_thread() is threading.main_thread())
        yield Name
        threads.append(threading.current_thread() is threading.main_thread())
        return {}

    asyncio.run(asynchronous.walk_form(form, {}, [{"name": "x"}]))

    assert [False, False] == threads


def test_async_form_is_closed() -> None:
    """An async form's `finally` has run when the walk returns."""
    closed: list[bool] = []

    async def form() -> AsyncFormGenerator:
        try:
            yield Name
        finally:
            closed.append(True)

    asyncio.run(asynchronous.walk_form(form, {}, []))

    assert [True] == closed


def test_author_error() -> None:
    """An async form that yields something else says so."""

    async def form() -> Any:
        yield 3

    with pytest.raises(FormDefinitionError, match="found 3"):
        asyncio.run(asynchronous.walk_form(form, {}, []))


def test_post_and_generate() -> None:
    """The verbs are there as well."""
    pages = [{"name": "x"}]

    assert page_schema(Speed) == asyncio.run(asynchronous.generate_form(async_form, {}, pages))
    assert asyncio.run(asynchronous.generate_form(async_form, {}, [*pages, {"speed": 1}])) is None
    assert {"name": "x", "speed": 1, "node": "ams"} == asyncio.run(
        asynchronous.post_form(async_form, {}, [*pages, {"speed": 1}])
    )
