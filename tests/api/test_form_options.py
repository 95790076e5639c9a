"""Options that are searched for: a hundred thousand of them, at a start and in the middle of a process."""

import json
from typing import Any

import pytest
from lamp_api import Api
from servers_product import SERVERS, plugin

__all__ = ["plugin"]  # the `shared` installation loads it

FIRST = {"server": "server-00007"}
LAST = {"other": "server-00008", "port": "server-00008/2", "password": "correct horse"}


@pytest.fixture(scope="module", params=["start", "step"])
def form(request: pytest.FixtureRequest, busy: Api) -> str:
    """The address of a form: the one that starts a process, and the one that a process waits with."""
    if request.param == "start":
        return "/api/workflows/reserve/form"
    waiting = busy.start("reserve_two", [FIRST, LAST])
    busy.until(waiting, "suspended")
    return f"/api/processes/{waiting}/form"


def posted(busy: Api, form: str, **question: Any) -> Any:
    response = busy.post(f"{form}/options", json=question)
    assert 200 == response.status_code, response.text
    return response.json()


def test_a_page_with_a_hundred_thousand_options_stays_small(busy: Api) -> None:
    """Its schema has less than 50 kB, the error of an unknown option less than 4 kB."""
    asked = busy.post("/api/processes/reserve", json=[])
    wrong = busy.post("/api/processes/reserve", json=[{"server": "server-100000"}])

    assert (510, 400) == (asked.status_code, wrong.status_code)
    assert len(asked.content) < 50_000
    assert len(wrong.content) < 4_000
    assert [["server"]] == [error["loc"] for error in wrong.json()["validation_errors"]]


def test_options_come_a_part_at_a_time(busy: Api, form: str) -> None:
    """What was typed is searched for, and `next` goes on where the part before ended."""
    wanted = [value for value, label in SERVERS.items() if "rack 13" in label]

    first = posted(busy, form, field="server", q="rack 13", limit=60)
    second = posted(busy, form, field="server", q="rack 13", limit=60, cursor=first["next"])

    assert wanted[:120] == [*first["options"], *second["options"]]
    assert SERVERS[wanted[0]] == first["options"][wanted[0]]


def test_the_last_part_says_so(busy: Api, form: str) -> None:
    """There is no `next` when nothing follows."""
    found = posted(busy, form, field="server", q="Server 99999 ")

    assert ({"server-99999": SERVERS["server-99999"]}, None) == (found["options"], found["next"])


def test_labels_of_known_values_can_be_had(busy: Api, form: str) -> None:
    """Of values that are no options there is none."""
    found = posted(busy, form, field="spare", values=["server-00001", "nowhere"])

    assert {"server-00001": SERVERS["server-00001"]} == found["options"]


def test_options_of_a_later_page_depend_on_what_was_answered(busy: Api, form: str) -> None:
    """The pages before lead there, and the field gets what it needs of its own page; GET and POST agree."""
    by_post = posted(busy, form, field="port", pages=[FIRST], page={"other": "server-00042"}, q="3")
    by_get = busy.get(
        f"{form}/options",
        params={
            "field": "port",
            "pages": json.dumps([FIRST]),
            "page": json.dumps({"other": "server-00042"}),
            "q": "3",
        },
    )

    assert {"server-00042/3": "Port 3"} == by_post["options"]
    assert by_post == by_get.json()


@pytest.mark.parametrize(
    ("question", "status", "words"),
    [
        ({"field": "colour"}, 404, "'colour'"),
        ({"field": "remark", "pages": [FIRST]}, 404, "'remark'"),
        ({"field": "server.deeper.0"}, 404, "server.deeper.0"),
        ({"field": "server", "pages": [{"server": "nowhere"}]}, 400, "server"),
        ({"field": "server", "limit": 101}, 422, "limit"),
        ({"field": "server", "pages": [5]}, 422, "pages"),
        ({"field": "server", "colour": "red"}, 422, "colour"),
        ({"field": "server", "q": "a\0"}, 422, "q"),
        ({"field": "server", "values": ["a\0"]}, 422, "values"),
        ({}, 422, "field"),
    ],
)
def test_what_cannot_be_answered_is_told(
    busy: Api, form: str, question: dict[str, Any], status: int, words: str
) -> None:
    """A field that is not there or has no search; pages that do not fit; a question that makes no sense."""
    response = busy.post(f"{form}/options", json=question)

    assert status == response.status_code, response.text
    assert words in response.text


@pytest.mark.parametrize("pages", ["[5]", "{}", "[", "7", "[{}] and more"])
def test_pages_in_a_query_must_be_pages(busy: Api, form: str, pages: str) -> None:
    """422 names the parameter."""
    response = busy.get(f"{form}/options", params={"field": "server", "pages": pages})

    assert 422 == response.status_code
    assert "pages" in response.json()["detail"]


def test_a_submitted_value_is_looked_up(busy: Api) -> None:
    """A port of another server is refused at its field, an option deep in the list accepted."""
    wrong = busy.post("/api/processes/reserve", json=[FIRST, LAST | {"port": "server-00009/2"}])
    process_id = busy.start("reserve", [{"server": "server-99999", "spare": ["server-54321"]}, LAST])

    assert (400, [["port"]]) == (
        wrong.status_code,
        [error["loc"] for error in wrong.json()["validation_errors"]],
    )
    assert ["server-54321"] == busy.process(process_id)["current_state"]["spare"]


def test_a_process_that_waits_for_nothing_has_no_form(busy: Api) -> None:
    """409 says so, and an unknown process is 404."""
    done = busy.start("reserve", [FIRST, LAST])
    busy.until(done, "completed")

    ended = busy.post(f"/api/processes/{done}/form/options", json={"field": "server"})
    unknown = busy.get("/api/processes/866525c8-a868-49bc-b006-1a60e492631e/form")

    assert (409, 404) == (ended.status_code, unknown.status_code)
