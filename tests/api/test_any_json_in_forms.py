"""Properties: whatever JSON comes over HTTP as answers to a form, what comes back is documented, and says where."""

import json
from typing import Any
from uuid import uuid4

import pytest
from any_json import Everything, json_values
from hand import Hand
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lamp_api import Api

from perdure import Plugin, StepList, begin, inputstep, task
from perdure.forms import FormGenerator, FormPage

pytestmark = [
    # Pydantic hands `true` to IPv6Network, and Python's own code stumbles over the boolean.
    pytest.mark.filterwarnings("ignore:__int__ returned non-int:DeprecationWarning")
]
# Other tests' servers share the processors: no limit to what an example may take. The API is one for all examples.
patient = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

JSON = {"Content-Type": "application/json"}
FIELDS = st.sampled_from(list(Everything.model_fields))
PAGES = st.dictionaries(FIELDS | st.text(), json_values, max_size=5)


def nested(levels: int) -> Any:
    """A list of so many levels."""
    return [nested(levels - 1)] if levels else []


class Last(FormPage):
    needed: int


def every_field() -> FormGenerator:
    first = yield Everything
    yield Last
    return {"text": first.text}


@inputstep("Ask for everything", assignee="NOC")
def ask_everything() -> FormGenerator:
    first = yield Everything
    yield Last
    return {"text": first.text}


@task("Everything", form=every_field)
def everything() -> StepList:
    return begin >> ask_everything


plugin = Plugin("everything", workflows=[everything])


@pytest.fixture(scope="module")
def waiting(busy: Api) -> str:
    """A process that waits with the form."""
    process_id = busy.start("everything", [{}, {"needed": 1}])
    busy.until(process_id, "suspended")
    return process_id


def body(value: Any) -> bytes:
    """A value as clients send it that do not look: numbers that are none, halves of surrogate pairs."""
    return json.dumps(value).encode()


@patient
@given(field=FIELDS, value=json_values)
def test_a_value_that_is_refused_is_refused_at_its_own_field(
    busy: Api, waiting: str, field: str, value: Any
) -> None:
    """At a start and in the middle: the next page, or errors with a `loc` that begins with the field."""
    for method, path in (
        ("POST", "/api/processes/everything"),
        ("PUT", f"/api/processes/{waiting}/resume"),
    ):
        response = busy.request(method, path, content=body([{field: value}]), headers=JSON)

        assert response.status_code in {400, 510}, response.text
        if response.status_code == 400 and response.json().get("type") == "FormValidationError":
            assert {field} == {error["loc"][0] for error in response.json()["validation_errors"]}


@settings(patient, max_examples=25)
@example(pages=[{"text": "\0"}])
@example(pages=[{"text": "\ud800"}])
@example(pages=[{"\ud800": "\0"}])
@example(pages=[{"anything": nested(400)}])
@given(pages=st.lists(PAGES | json_values, max_size=3) | json_values)
def test_any_answers_get_a_documented_answer(busy: Api, waiting: str, pages: Any) -> None:
    """On every route that takes answers there is no 5xx but the 510 of a next page."""
    start, step = "/api/workflows/everything/form", f"/api/processes/{waiting}/form"
    requests = [
        ("POST", "/api/processes/everything", pages),
        ("PUT", f"/api/processes/{waiting}/resume", pages),
        ("PUT", f"/api/drafts/{uuid4()}", {"workflow": "everything", "pages": pages}),
        *((("POST", form, pages)) for form in (start, step)),
        *((("POST", f"{form}/keep", {"pages": pages, "old": pages})) for form in (start, step)),
        *(
            (("POST", f"{form}/options", {"field": "server", "pages": pages, "page": pages}))
            for form in (start, step)
        ),
    ]

    for method, path, content in requests:
        response = busy.request(method, path, content=body(content), headers=JSON)

        assert response.status_code in {200, 400, 404, 422, 510}, (method, path, response.text)
        assert len(response.content) < 100_000


def test_a_start_in_between_was_none(busy: Api, waiting: str, shared: Hand) -> None:
    """Nothing of all this started a process but the one that waits."""
    started = busy.get("/api/processes", params={"workflow": "everything"}).json()["items"]

    assert [waiting] == [process["id"] for process in started]
