"""What the environment may say, and what is answered to a bad value."""

import base64
import os
from datetime import timedelta
from pathlib import Path

import pytest

from perdure.settings import PREFIX, Settings, SettingsError

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any of our variables."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)


def test_an_empty_environment_gives_the_defaults() -> None:
    """Without any variable, Perdure looks for servers on this machine and validates once a day."""
    settings = Settings.load()

    assert "127.0.0.1:7233" == settings.temporal_address
    assert timedelta(days=1) == settings.validation_interval
    assert set() == settings.model_fields_set


def test_every_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    """PERDURE_ and the name in capitals sets a value, cast to its type."""
    monkeypatch.setenv("PERDURE_API_PORT", "9000")
    monkeypatch.setenv("PERDURE_TEMPORAL_TLS", "true")
    monkeypatch.setenv("PERDURE_VALIDATION_INTERVAL", "PT1M")
    monkeypatch.setenv("PERDURE_PLUGINS", "acme.vpn:plugin, acme.link:plugin")

    settings = Settings.load()

    assert 9000 == settings.api_port
    assert settings.temporal_tls
    assert timedelta(minutes=1) == settings.validation_interval
    assert ("acme.vpn:plugin", "acme.link:plugin") == settings.plugins


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A compose file passes variables that nobody set as empty ones: they keep the default."""
    monkeypatch.setenv("PERDURE_DATABASE_URL", "")

    assert "database_url" not in Settings.load().model_fields_set


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_the_database_url_may_have_any_usual_scheme(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """Whatever a hosting provider calls PostgreSQL, the driver is psycopg."""
    monkeypatch.setenv("PERDURE_DATABASE_URL", f"{scheme}://me:secret@db.example:5432/perdure")

    assert "postgresql+psycopg://me:secret@db.example:5432/perdure" == Settings.load().database_url


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("API_PORT", "99999", "less than or equal to 65535 (found '99999')"),
        ("API_PORT", "http", "valid integer"),
        ("TEMPORAL_ADDRESS", "temporal", "expected host:port (found 'temporal')"),
        ("VALIDATION_INTERVAL", "soon", "(found 'soon')"),
        ("PLUGINS", "acme.vpn", "expected module:attribute, comma-separated (found 'acme.vpn')"),
        ("MAX_BODY_BYTES", "0", "greater than or equal to 1024"),
    ],
)
def test_a_bad_value_is_one_line_with_name_and_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    """The message names the variable, says what is wrong, and shows what was found."""
    monkeypatch.setenv(f"{PREFIX}{name}", value)

    with pytest.raises(SettingsError) as caught:
        Settings.load()

    message = str(caught.value)
    assert message.startswith(f"{PREFIX}{name}: ")
    assert expected in message
    assert "\n" not in message


def test_a_bad_database_url_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """A URL holds a password: the message names the variable only."""
    monkeypatch.setenv("PERDURE_DATABASE_URL", "mysql://me:secret@db/perdure")

    with pytest.raises(SettingsError, match="PERDURE_DATABASE_URL: expected postgresql://") as caught:
        Settings.load()

    assert "secret" not in str(caught.value)


def test_settings_do_not_show_their_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings in a log or a traceback give neither key nor password away."""
    monkeypatch.setenv("PERDURE_DATABASE_URL", "postgresql://me:hunter2@db/perdure")
    monkeypatch.setenv("PERDURE_SECRET_KEY", KEY)

    shown = repr(Settings.load())

    assert "hunter2" not in shown
    assert KEY not in shown


def test_the_key_comes_from_the_variable_or_from_a_file(tmp_path: Path) -> None:
    """Both ways give the same 32 bytes."""
    file = tmp_path / "key"
    file.touch(mode=0o600)
    file.write_text(f"{KEY}\n", encoding="ascii")

    assert bytes(range(32)) == Settings.model_validate({"secret_key": KEY}).encryption_key()
    assert bytes(range(32)) == Settings(secret_key_file=file).encryption_key()


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    """The message says which mode was found and how to mend it."""
    file = tmp_path / "key"
    file.write_text(KEY, encoding="ascii")
    file.chmod(0o644)

    with pytest.raises(SettingsError, match=r"mode 0644: others may read it. Run `chmod 600 .*/key`"):
        Settings(secret_key_file=file).encryption_key()


@pytest.mark.parametrize(
    ("key", "expected"),
    [("not base64!", "PERDURE_SECRET_KEY is not base64"), ("c2hvcnQ=", "holds 5 bytes; 32 are needed")],
)
def test_a_malformed_key_is_refused_without_being_shown(key: str, expected: str) -> None:
    """The message says what is wrong with the key, not what the key is."""
    with pytest.raises(SettingsError, match=expected) as caught:
        Settings.model_validate({"secret_key": key}).encryption_key()

    assert key not in str(caught.value)


def test_without_a_key_the_message_says_how_to_make_one() -> None:
    """Whoever starts a worker without a key is told both ways to give one."""
    with pytest.raises(SettingsError, match=r"PERDURE_SECRET_KEY .*openssl rand.*PERDURE_SECRET_KEY_FILE"):
        Settings.load().encryption_key()
