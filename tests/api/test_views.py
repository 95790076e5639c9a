"""Views of a list that somebody saves."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from hand import Hand
from lamp_api import Api

from perdure.api.app import create_app
from perdure.db.saved_views import MOST

ANNA, BERT = {"X-Perdure-Actor": "anna"}, {"X-Perdure-Actor": "bert"}


@pytest.fixture(scope="module")
def api(idle: Hand) -> Iterator[Api]:
    """The API of an installation that all tests here share."""
    with TestClient(create_app(idle.settings)) as client:
        yield Api(client)


def saved(api: Api, actor: dict[str, str], of: str = "processes") -> list[dict[str, Any]]:
    """The views of an actor."""
    found: list[dict[str, Any]] = api.get("/api/views", params={"list": of}, headers=actor).json()
    return found


def save(api: Api, name: str, query: str, *, actor: dict[str, str] = ANNA, of: str = "processes") -> Any:
    """Save a view."""
    return api.post("/api/views", json={"list": of, "name": name, "query": query}, headers=actor)


def test_a_view_is_its_owners(api: Api) -> None:
    """It is listed with its list, for its owner, until it is thrown away."""
    view = save(api, "Mine", "status=failed&status=suspended&cursor=abc&reporter=a%26b").json()

    assert "status=failed&status=suspended&reporter=a%26b" == view["query"]
    assert [view] == saved(api, ANNA)
    assert [] == saved(api, BERT) == saved(api, ANNA, "subscriptions")
    assert 404 == api.delete(f"/api/views/{view['view_id']}", headers=BERT).status_code
    assert 204 == api.delete(f"/api/views/{view['view_id']}", headers=ANNA).status_code
    assert [] == saved(api, ANNA)
    assert 404 == api.delete(f"/api/views/{uuid4()}", headers=ANNA).status_code


def test_a_view_that_the_list_cannot_show_is_refused(api: Api) -> None:
    """The filter is named; what the other list may be asked does not help."""
    response = save(api, "Wrong", "verdict=lost", of="subscriptions")

    assert (400, True) == (response.status_code, "'verdict'" in response.json()["detail"])


def test_names_are_unique_and_views_not_without_end(api: Api) -> None:
    """The second of a name, and the fifty-first, are told what to do."""
    assert 201 == save(api, "Failed", "status=failed", actor=BERT).status_code
    assert "choose another name" in save(api, "Failed", "", actor=BERT).json()["detail"]
    assert 201 == save(api, "Failed", "", actor=BERT, of="subscriptions").status_code

    for number in range(1, MOST):
        assert 201 == save(api, f"{number}", "", actor=BERT).status_code
    response = save(api, "One more", "", actor=BERT)
    assert (409, True) == (response.status_code, "delete one of them first" in response.json()["detail"])
