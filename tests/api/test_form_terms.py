"""How forms are walked for whoever asks: in their language, within a time, reading only."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Event
from typing import Annotated, Any

import pytest
from fastapi.testclient import TestClient
from hand import Hand

from perdure import Plugin, StepList, begin, step, task
from perdure.api.app import create_app
from perdure.domain.subscription import SubscriptionModel
from perdure.forms import AsyncFormGenerator, FormGenerator, FormPage, Text

never = Event()
lines: list[str] = []


class NamePage(FormPage):
    name: Annotated[str, Text(min_length=3)]


@step("Do nothing")
def nothing() -> None:
    return None


def name_form() -> FormGenerator:
    return (yield NamePage).answers()


def slow_form() -> FormGenerator:
    never.wait(5)
    return (yield NamePage).answers()


async def asked_elsewhere(name_of: str = "nobody") -> AsyncFormGenerator:
    first = yield NamePage

    class Again(FormPage):
        again: Annotated[str, Text(pattern=f"^{first.name}$")]

    second = yield Again
    yield {**first.answers(), **second.answers(), "by": name_of}


def meddling_form() -> FormGenerator:
    line: Any = SubscriptionModel.from_subscription_id(lines[0])
    line.line.label = "mine"
    return (yield NamePage).answers()


@task("Name", form=name_form)
def name_it() -> StepList:
    return begin >> nothing


@task("Slowly", form=slow_form)
def name_it_slowly() -> StepList:
    return begin >> nothing


@task("Elsewhere", form=asked_elsewhere)
def name_it_elsewhere() -> StepList:
    return begin >> nothing


@task("Meddle", form=meddling_form)
def meddle() -> StepList:
    return begin >> nothing


plugin = Plugin("names", workflows=[name_it, name_it_slowly, name_it_elsewhere, meddle])


@pytest.fixture(scope="module")
def client(idle: Hand) -> Iterator[TestClient]:
    """The API, in which a form may take half a second."""
    settings = idle.settings.model_copy(update={"form_deadline": timedelta(seconds=0.5)})
    lines.append(idle.line())
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


def message(client: TestClient, language: str | None) -> str:
    headers = {"Accept-Language": language} if language else {}
    response = client.post("/api/processes/name_it", json=[{"name": "ab"}], headers=headers)
    assert 400 == response.status_code
    return str(response.json()["validation_errors"][0]["msg"])


def test_errors_are_in_the_language_that_is_asked_for(client: TestClient) -> None:
    """English, Dutch and German differ; what is unknown, or nonsense, is English."""
    english, dutch, german = (message(client, language) for language in ("en", "nl-BE,en;q=0.5", "de"))

    assert 3 == len({english, dutch, german})
    assert {english} == {message(client, language) for language in (None, "fr", "xx;q=many,,;")}


def test_our_own_first_page_speaks_the_language_too(client: TestClient) -> None:
    """The titles of the page that asks for product and customer."""
    drawn = client.post("/api/processes/create_line", json=[], headers={"Accept-Language": "nl"}).json()

    assert "Klant" == drawn["form"]["properties"]["customer_id"]["title"]


def test_a_form_that_takes_too_long_is_cut_short(client: TestClient) -> None:
    """422 says how long it had; nobody waits for it."""
    response = client.post("/api/processes/name_it_slowly", json=[])
    never.set()

    assert (422, "form_timeout") == (response.status_code, response.json()["code"])
    assert "0.5 seconds" in response.json()["detail"]


def test_an_async_form_is_walked_page_by_page(client: TestClient) -> None:
    """Its second page depends on the first, and its result is what it yields last."""
    pages = [{"name": "anna"}, {"again": "anna"}]

    asked = [client.post("/api/processes/name_it_elsewhere", json=pages[:count]) for count in range(2)]
    wrong = client.post("/api/processes/name_it_elsewhere", json=[pages[0], {"again": "bert"}])
    started = client.post("/api/processes/name_it_elsewhere", json=pages)

    assert [(510, 0), (510, 1)] == [(page.status_code, page.json()["page"]) for page in asked]
    assert (400, 1) == (wrong.status_code, wrong.json()["page"])
    state = client.get(f"/api/processes/{started.json()['id']}").json()["current_state"]
    assert ("anna", "anna", "nobody") == (state["name"], state["again"], state["by"])


def test_a_form_may_not_change_a_subscription(client: TestClient, idle: Hand) -> None:
    """Its author hears of it by name, and nothing is started or changed."""
    before = idle.counts()

    response = client.post("/api/processes/meddle", json=[{"name": "anna"}])

    assert (500, "read_only") == (response.status_code, response.json()["code"])
    assert "line.label" in response.json()["detail"]
    assert before == idle.counts()
