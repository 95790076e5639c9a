"""Properties: any JSON ends in one of the outcomes of a form, and the answers alone decide in which."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from any_json import Everything, json_values
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import Field

from perdure.forms import (
    FormException,
    FormGenerator,
    FormPage,
    bind_files,
    form_body,
    generate_form,
    keep_answers,
    post_form,
    storable_answers,
    take_secrets,
)

pytestmark = [
    # Pydantic hands `true` to IPv6Network, and Python's own code stumbles over the boolean.
    pytest.mark.filterwarnings("ignore:__int__ returned non-int:DeprecationWarning")
]
# Other tests' servers share the processors: no limit to what an example may take.
patient = settings(deadline=None)


class Last(FormPage):
    note: str = ""


class NoFiles:
    """A store in which nothing is."""

    def uploaded_file(self, file_id: UUID) -> None:  # noqa: ARG002 — its name is the protocol's
        return None


def form() -> FormGenerator:
    first = yield Everything
    yield Last
    return first.answers()


pages = st.dictionaries(st.sampled_from(list(Everything.model_fields)) | st.text(), json_values, max_size=6)


def ending(answers: Any) -> dict[str, Any]:
    """The form's result or the body of its exception; both have to be fit for storing and sending."""
    try:
        with bind_files(NoFiles()):
            end, _secrets = take_secrets(post_form(form, {}, answers))
    except FormException as error:
        end = form_body(error)
    sent = json.dumps(end, allow_nan=False, ensure_ascii=False).encode()
    assert b"\\u0000" not in sent
    return end


@patient
@given(pages)
def test_any_page(page: dict[str, Any]) -> None:
    """Any JSON in any field is accepted or refused, never an exception that nobody expects."""
    assert ending([page, {}]).get("status", 400) == 400


@patient
@given(st.sampled_from(list(Everything.model_fields)), json_values)
def test_any_value_in_any_field(field: str, value: Any) -> None:
    """A value that is refused is refused at its own field, beside others that are right."""
    end = ending([{field: value}])

    assert {field} >= {error["loc"][0] for error in end.get("validation_errors", [])}


@patient
@given(json_values | st.lists(json_values, max_size=4))
def test_any_answers(answers: Any) -> None:
    """Any JSON where the list of pages should be ends just as well."""
    assert ending(answers).get("status", 400) in {400, 422, 510}


@patient
@given(pages, pages)
def test_any_answers_kept(page: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever was answered before and is answered now, what is kept is JSON without secrets."""
    with bind_files(NoFiles()):
        kept = keep_answers(form, {}, [page], [other, {"note": "n"}])
        stored = [*storable_answers(form, {}, [other]), *kept.pages, kept.next, *kept.later]

    assert not any({"secret", "password", "passwords"} & answers.keys() for answers in stored)


def wizard(runs: list[None]) -> Callable[[], FormGenerator]:
    """A form whose next page depends on all answers so far; counts how often it is started."""

    def numbered(limit: int) -> type[FormPage]:
        class Page(FormPage):
            number: int = Field(le=limit)

        return Page

    def start() -> FormGenerator:
        runs.append(None)
        total = 0
        for _ in range(5):
            answer = yield numbered(10 - total)
            total += answer.number
        return {"total": total}

    return start


@patient
@given(st.lists(st.fixed_dictionaries({"number": st.integers(0, 2)}), min_size=5, max_size=5), st.data())
def test_back_and_forth(answers: list[dict[str, int]], data: st.DataObject) -> None:
    """However someone goes back and forth, the same answers lead to the same page; a turn is one run."""
    runs: list[None] = []
    seen: dict[int, Any] = {}
    turns = data.draw(st.lists(st.integers(0, 5), max_size=8))

    for turn in turns:
        page = generate_form(wizard(runs), {}, answers[:turn])
        assert seen.setdefault(turn, page) == page

    assert len(turns) == len(runs)
