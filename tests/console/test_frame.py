"""What every page of the console has, and what none accepts."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hand import Hand

from perdure.console.app import create_site


@pytest.fixture(scope="module")
def site(idle: Hand) -> Iterator[TestClient]:
    """The site of an installation that all tests here share."""
    with TestClient(create_site(idle.settings)) as client:
        yield client


def test_a_page_may_not_run_code_of_its_own(site: TestClient) -> None:
    """Scripts and styles come from this site's files only, and nobody may frame a page."""
    policy = site.get("/").headers["content-security-policy"]

    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_the_home_page_names_who_is_asking(site: TestClient) -> None:
    """Until access control is on that is the header, or `local`."""
    assert "local</p>" in site.get("/").text
    assert "ada</p>" in site.get("/", headers={"X-Perdure-Actor": "ada"}).text


def test_an_unknown_page_is_a_page(site: TestClient) -> None:
    """It names the path, escaped, and leads home."""
    response = site.get("/<script>x</script>")

    assert (404, "text/html; charset=utf-8") == (response.status_code, response.headers["content-type"])
    assert "There is no page /&lt;script&gt;x&lt;/script&gt;." in response.text


def test_an_unknown_path_of_the_api_stays_a_problem_document(site: TestClient) -> None:
    """The console takes nothing from the API: neither its paths nor its 405."""
    unknown, wrong = site.get("/api/nowhere"), site.delete("/api/health")

    assert (404, "no_such_route") == (unknown.status_code, unknown.json()["code"])
    assert (405, "method_not_allowed") == (wrong.status_code, wrong.json()["code"])


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_another_site_posts_is_refused(site: TestClient, headers: dict[str, str]) -> None:
    """A page of this very site must have sent it."""
    response = site.post("/settings/pause", headers=headers)

    assert 403 == response.status_code
    assert "nothing was done" in response.text


@pytest.mark.parametrize("headers", [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}])
def test_what_a_page_of_this_site_posts_is_looked_at(site: TestClient, headers: dict[str, str]) -> None:
    """It reaches the routes: there is none of this name."""
    assert 404 == site.post("/nowhere", headers=headers).status_code


@pytest.mark.parametrize("name", ["console.css", "console.js", "mark.svg"])
def test_the_files_are_served(site: TestClient, name: str) -> None:
    """Also from an editable install, which links them."""
    assert 200 == site.get(f"/static/{name}").status_code
