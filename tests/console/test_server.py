"""The web server."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from hand import Hand

from perdure.console.server import guarded_site, serve
from perdure.settings import Settings, SettingsError


@pytest.mark.parametrize("host", ["::", "192.0.2.1", "example.org"])
def test_the_api_is_for_this_machine_only(settings: Settings, host: str) -> None:
    """Until access control is on, an address that others can reach is refused in one sentence."""
    with pytest.raises(SettingsError, match=r"PERDURE_API_HOST: .*loopback address only.*127\.0\.0\.1"):
        serve(settings.model_copy(update={"api_host": host}))


@pytest.fixture(scope="module")
def site(idle: Hand) -> Iterator[TestClient]:
    """The site as it is served, behind a proxy that has a name."""
    settings = idle.settings.model_copy(update={"allowed_hosts": ("Perdure.example.org",)})
    with TestClient(guarded_site(settings)) as client:
        yield client


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080", "127.1.2.3", "perdure.example.org:443"],
)
def test_the_site_answers_to_its_own_names(site: TestClient, host: str) -> None:
    """Loopback in every spelling, and what the settings say, whatever the port."""
    assert [200, 200] == [site.get(path, headers={"Host": host}).status_code for path in ("/", "/api/health")]


@pytest.mark.parametrize(
    "host",
    [
        "elsewhere.example",
        "127.0.0.1.elsewhere.example:8080",
        "localhost.",
        "192.0.2.1",
        "[::",
        "",
        "a@localhost b",
    ],
)
def test_the_site_answers_to_no_other_name(site: TestClient, host: str) -> None:
    """A page elsewhere whose name leads here gets nothing: a problem document, or a page with the usual headers."""
    document, shown = (site.get(path, headers={"Host": host}) for path in ("/api/processes", "/processes"))

    assert (421, "misdirected") == (document.status_code, document.json()["code"])
    assert (421, True) == (shown.status_code, "PERDURE_ALLOWED_HOSTS" in shown.text)
    assert "frame-ancestors 'none'" in shown.headers["content-security-policy"]
