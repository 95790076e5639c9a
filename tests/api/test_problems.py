"""Whatever goes wrong at the edge is a problem document that says what, and what to do."""

import asyncio
from collections.abc import Iterator

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from perdure.api.actor import Actor
from perdure.api.handlers import install_handlers
from perdure.api.limits import BodyLimit
from perdure.api.pages import Word
from perdure.domain.errors import LockedError, UnavailableError
from perdure.forms.errors import FormNotCompleteError, FormOverflowError

LIMIT = 1000


@pytest.fixture
def client() -> Iterator[TestClient]:
    """A client of an application that can go wrong in every way."""
    app = FastAPI(redirect_slashes=False)
    app.add_middleware(BodyLimit, max_bytes=LIMIT)
    install_handlers(app)

    @app.get("/actor")
    async def actor(actor: Actor) -> str:
        return actor

    @app.post("/sum")
    async def total(numbers: list[int]) -> int:
        return sum(numbers)

    @app.get("/words/{word}")
    async def words(word: Word) -> str:
        return word

    @app.get("/locked")
    async def locked() -> None:
        raise LockedError("Process 7 works on it; wait.", process_id="7")

    @app.get("/away")
    async def away() -> None:
        raise UnavailableError("PostgreSQL does not answer; try again.")

    @app.get("/broken")
    async def broken() -> None:
        raise ZeroDivisionError

    @app.get("/next-page")
    async def next_page() -> None:
        raise FormNotCompleteError({"type": "object"}, meta={"hasNext": True}, page=1)

    @app.get("/too-many-pages")
    async def too_many_pages() -> None:
        raise FormOverflowError(asked=1, given=2)

    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def test_an_error_of_ours_is_a_problem_document_with_its_members(client: TestClient) -> None:
    """Status, code and sentence are the error's own, and what it knows for programs is in the document."""
    response = client.get("/locked")

    assert 409 == response.status_code
    assert "application/problem+json" == response.headers["content-type"]
    assert {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "code": "locked",
        "detail": "Process 7 works on it; wait.",
        "process_id": "7",
    } == response.json()


def test_a_server_that_is_away_says_when_to_try_again(client: TestClient) -> None:
    """503 comes with Retry-After."""
    response = client.get("/away")

    assert (503, "5", "unavailable") == (
        response.status_code,
        response.headers["retry-after"],
        response.json()["code"],
    )


def test_an_unexpected_error_tells_its_kind_and_nothing_of_the_inside(client: TestClient) -> None:
    """A bug is a problem document too, without traceback."""
    response = client.get("/broken")

    assert (500, "internal") == (response.status_code, response.json()["code"])
    assert "ZeroDivisionError" in response.json()["detail"]
    assert "Traceback" not in response.text


def test_an_unknown_route_says_where_the_api_is_described(client: TestClient) -> None:
    """404 is ours, not the framework's."""
    response = client.get("/nowhere")

    assert (404, "no_such_route") == (response.status_code, response.json()["code"])
    assert "There is no /nowhere here; /openapi.json describes the API." == response.json()["detail"]


def test_a_wrong_method_says_which_one_is_right(client: TestClient) -> None:
    """405 names what the route takes, and keeps the Allow header."""
    response = client.delete("/sum")

    assert (405, "POST") == (response.status_code, response.headers["allow"])
    assert "/sum does not take DELETE; it takes POST." == response.json()["detail"]


def test_a_body_that_is_no_json_says_where_it_breaks(client: TestClient) -> None:
    """400 with the position."""
    response = client.post("/sum", content=b"[1, 2", headers={"content-type": "application/json"})

    assert (400, "invalid_json") == (response.status_code, response.json()["code"])
    assert "at character 5" in response.json()["detail"]


@pytest.mark.parametrize(
    "body", [b"\xff\xfe", b"[" * 500, b"[" + b"9" * 900 + b"e]", b"[NaN]", b'"\xed\xa0\x80"']
)
def test_bytes_that_break_parsers_are_refused(client: TestClient, body: bytes) -> None:
    """Wrong encodings, nesting without end and numbers that are none are 4xx problem documents."""
    response = client.post("/sum", content=body, headers={"content-type": "application/json"})

    assert 400 <= response.status_code < 500
    assert "application/problem+json" == response.headers["content-type"]


def test_an_invalid_request_lists_what_is_wrong_without_repeating_it(client: TestClient) -> None:
    """422 names each place and rule; the input may hold a secret and stays out."""
    response = client.post("/sum", json=["hunter2", 1])

    assert (422, "invalid") == (response.status_code, response.json()["code"])
    assert [["body", 0]] == [complaint["loc"] for complaint in response.json()["errors"]]
    assert "body.0: Input should be a valid integer" in response.json()["detail"]
    assert "hunter2" not in response.text


def test_a_request_that_is_wrong_all_over_gets_a_short_answer(client: TestClient) -> None:
    """Hundreds of complaints are counted, not all listed."""
    response = client.post("/sum", json=["x"] * 200)

    assert 20 == len(response.json()["errors"])
    assert response.json()["detail"].endswith("and 197 more.")


def test_a_body_over_the_limit_is_refused_before_it_is_read(client: TestClient) -> None:
    """413 on the declared length alone."""
    response = client.post("/sum", content=b"[" + b"1," * LIMIT, headers={"content-type": "application/json"})

    assert (413, "too_large") == (response.status_code, response.json()["code"])
    assert "The body is over the limit of 1,000 bytes; send less." == response.json()["detail"]


def test_a_body_of_unknown_length_is_read_up_to_the_limit_and_no_further() -> None:
    """What has no declared length is refused as soon as too much has arrived."""
    received = 0

    async def receive() -> Message:
        nonlocal received
        received += 100
        return {"type": "http.request", "body": b"[" * 100, "more_body": True}

    async def read_all(scope: Scope, receive: Receive, send: Send) -> None:
        while True:
            await receive()

    async def send(_: Message) -> None:
        raise AssertionError("nothing to send")

    with pytest.raises(HTTPException) as refused:
        asyncio.run(
            BodyLimit(read_all, LIMIT)({"type": "http", "path": "/sum", "headers": []}, receive, send)
        )

    assert (413, LIMIT + 100) == (refused.value.status_code, received)


def test_a_body_of_exactly_the_limit_is_taken(client: TestClient) -> None:
    """The limit itself is allowed."""
    body = b"[1," + b" " * (LIMIT - 5) + b"2]"

    response = client.post("/sum", content=body, headers={"content-type": "application/json"})

    assert (LIMIT, 200, 3) == (len(body), response.status_code, response.json())


def test_a_name_with_nul_is_refused(client: TestClient) -> None:
    """PostgreSQL has no NUL in text, so no route takes one."""
    assert 422 == client.get("/words/a%00b").status_code


def test_the_actor_is_local_unless_the_header_names_one(client: TestClient) -> None:
    """Until access control is on, the header is believed."""
    assert "local" == client.get("/actor").json()
    assert (
        "CORP\\anna.b@example.org"
        == client.get("/actor", headers={"X-Perdure-Actor": "CORP\\anna.b@example.org"}).json()
    )


@pytest.mark.parametrize("name", ["", " ", "a" * 101, "anna ", "an\tna", "änna"])
def test_an_actor_that_is_no_name_is_refused(client: TestClient, name: str) -> None:
    """A blank, overlong or unprintable actor would make the record of who did what worthless."""
    response = client.get("/actor", headers={"X-Perdure-Actor": name.encode("latin-1")})

    assert 422 == response.status_code
    assert "x-perdure-actor" in response.json()["detail"]


def test_the_next_page_of_a_form_is_what_form_clients_expect(client: TestClient) -> None:
    """510 keeps the members of pydantic-forms."""
    response = client.get("/next-page")

    assert 510 == response.status_code
    assert {
        "type": "FormNotCompleteError",
        "title": "Form not complete",
        "status": 510,
        "detail": "Page 2 of the form needs answers.",
        "form": {"type": "object"},
        "meta": {"hasNext": True},
        "page": 1,
    } == response.json()


def test_other_errors_of_forms_are_problem_documents(client: TestClient) -> None:
    """Too many pages is no answer of the wizard but a mistake of the client."""
    response = client.get("/too-many-pages")

    assert (422, "form_overflow") == (response.status_code, response.json()["code"])
    assert "application/problem+json" == response.headers["content-type"]
