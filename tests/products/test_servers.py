import traceback

import pytest

from perdure.products.database.servers import (
    ServersSettingError,
    ServerUnavailableError,
    UnknownServerError,
    managed_server,
    managed_servers,
)


def test_the_environment_names_the_servers() -> None:
    """Every server in PERDURE_DATABASE_SERVERS is managed, under its name and with its title."""
    titles = {name: server.title for name, server in managed_servers().items()}

    assert {"amsterdam": "Amsterdam", "utrecht": "Utrecht", "away": "Gone fishing"} == titles


def test_without_the_variable_nothing_is_managed(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that manages no servers needs no setting."""
    monkeypatch.delenv("PERDURE_DATABASE_SERVERS")

    assert {} == managed_servers()


def test_an_unknown_server_is_named_with_the_known_ones() -> None:
    """A subscription may outlive its server in the settings; the error says where to look."""
    with pytest.raises(UnknownServerError, match=r"'atlantis'.*PERDURE_DATABASE_SERVERS.*amsterdam, utrecht"):
        managed_server("atlantis")


@pytest.mark.parametrize(
    ("setting", "complaint"),
    [
        ("tops3cret", "it is not JSON"),
        ('["tops3cret"]', "valid dictionary"),
        (
            '{"here": {"dsn": "postgresql://admin:tops3cret@localhost/postgres"}}',
            "here.title: Field required",
        ),
        ('{"here": {"title": "Here", "dsn": "tops3cret"}}', "here.dsn: .*no connection string"),
        (
            '{"here": {"title": "Here", "dsn": "postgresql://admin:tops3cret@/postgres"}}',
            "here.dsn: .*over TCP",
        ),
        (
            '{"here": {"title": "Here", "dsn": "postgresql://admin:tops3cret@%2Frun%2Fpostgresql/postgres"}}',
            "here.dsn: .*over TCP",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_explained(
    monkeypatch: pytest.MonkeyPatch, setting: str, complaint: str
) -> None:
    """The message names the variable and the place; it does not repeat what was found, which may have a password."""
    monkeypatch.setenv("PERDURE_DATABASE_SERVERS", setting)

    with pytest.raises(ServersSettingError, match=f"PERDURE_DATABASE_SERVERS.*{complaint}") as caught:
        managed_servers()

    assert "tops3cret" not in "".join(traceback.format_exception(caught.value))


def test_a_server_that_is_away_is_named_with_its_address() -> None:
    """Whoever reads the error knows which server and where, and not its password."""
    with (
        pytest.raises(ServerUnavailableError, match=r"Gone fishing \(127.0.0.1:1\).*refused") as caught,
        managed_server("away").connect(),
    ):
        pass

    assert "tops3cret" not in str(caught.value)


def test_a_server_that_asks_refuses_a_wrong_password() -> None:
    """The servers let in who has the password, and nobody else."""
    server = managed_server("amsterdam")

    assert server.refuses(password="wrong")
    assert not server.refuses()


def test_a_server_that_is_away_refuses_nobody() -> None:
    """No connection is no proof that passwords are asked for."""
    with pytest.raises(ServerUnavailableError):
        managed_server("away").refuses(password="wrong")
