"""Every setting, typed, read from environment variables with the prefix PERDURE_."""

import base64
import binascii
import stat
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "PERDURE_"
SECRET_KEY_BYTES = 32  # AES-256
MEBIBYTE = 1024 * 1024


class SettingsError(ValueError):
    """A setting is missing or has a value that cannot be used; the message is for the terminal."""


class Settings(BaseSettings):
    """What an installation may decide. ``PERDURE_API_PORT=9000`` sets ``api_port``."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, use_attribute_docstrings=True
    )

    database_url: str = Field("postgresql+psycopg://perdure@127.0.0.1:5432/perdure", repr=False)
    """Perdure's own database: ``postgresql://user:password@host:port/name``."""

    temporal_address: str = "127.0.0.1:7233"
    """Host and port of Temporal's frontend (gRPC)."""

    temporal_namespace: str = Field("default", min_length=1)
    """The Temporal namespace all processes run in. It must exist."""

    temporal_tls: bool = False
    """Whether to talk TLS to Temporal (Temporal Cloud, or a cluster with certificates)."""

    temporal_api_key: SecretStr | None = None
    """API key for Temporal Cloud; implies TLS."""

    temporal_ui_url: str | None = None
    """Address of the Temporal Web UI, for links from a process to its run. Without it there are no links."""

    task_queue: str = Field("perdure", min_length=1)
    """The Temporal task queue that joins API, schedules and workers."""

    secret_key: SecretStr | None = None
    """The key that secrets at rest are encrypted with: 32 random bytes in base64."""

    secret_key_file: Path | None = None
    """A file (mode 0600) that holds that key instead."""

    api_host: str = Field("127.0.0.1", min_length=1)
    """The address the API listens on."""

    api_port: int = Field(8080, ge=1, le=65535)
    """The port the API listens on."""

    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Names under which a proxy serves API and console, without ports, comma-separated. Those of loopback need not be
    told; requests for any other name are refused."""

    max_body_bytes: int = Field(MEBIBYTE, ge=1024)
    """The largest request body the API reads, in bytes."""

    max_file_bytes: int = Field(10 * MEBIBYTE, ge=1024)
    """The largest file that can be uploaded for a form, in bytes."""

    file_lifetime: timedelta = Field(timedelta(days=7), gt=timedelta(0))
    """So long an uploaded file is kept that no process has used. One that is used is kept as long as its process."""

    form_deadline: timedelta = Field(timedelta(seconds=20), gt=timedelta(0))
    """So long a form may take to say what comes next: long enough for a system that it asks to not answer."""

    draft_lifetime: timedelta = Field(timedelta(days=30), gt=timedelta(0))
    """So long a half-filled form is kept after it was touched last."""

    plugins: Annotated[tuple[str, ...], NoDecode] = ()
    """Products beside the installed ones (entry points ``perdure.products``): ``module:attribute``, …"""

    deploy_grace: timedelta = Field(timedelta(minutes=10), ge=timedelta(0))
    """So long a step that no worker knows is waited for, before it parks: what a rolling deploy takes."""

    validation_interval: timedelta = Field(timedelta(days=1), gt=timedelta(0))
    """How often every active subscription is validated: ISO 8601, such as ``P1D`` or ``PT1M``."""

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: a value cannot be used; one line says which variable, what is wrong with it.
        """
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError("; ".join(_sentence(details) for details in error.errors())) from None

    def encryption_key(self) -> bytes:
        """Return the 32 bytes that secrets are encrypted with.

        Raises:
            SettingsError: there is no key, it is malformed, or its file may be read by others.
        """
        if self.secret_key is not None:
            return _decode_key(self.secret_key.get_secret_value(), f"{PREFIX}SECRET_KEY")
        if self.secret_key_file is None:
            raise SettingsError(
                f"No key to encrypt secrets with: set {PREFIX}SECRET_KEY to 32 random bytes in base64"
                f" (`openssl rand -base64 32`), or {PREFIX}SECRET_KEY_FILE to a file of mode 0600 with them."
            )
        return _decode_key(_read_private(self.secret_key_file), f"{PREFIX}SECRET_KEY_FILE")

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        if not separator or scheme not in {"postgres", "postgresql", "postgresql+psycopg"}:
            raise ValueError("expected postgresql://user:password@host:port/name")
        return f"postgresql+psycopg://{rest}"

    @field_validator("temporal_address")
    @classmethod
    def _name_host_and_port(cls, address: str) -> str:
        host, _, port = address.rpartition(":")
        if not host or not port.isdecimal():
            raise ValueError("expected host:port")
        return address

    @field_validator("plugins", "allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("plugins")
    @classmethod
    def _name_an_attribute(cls, paths: tuple[str, ...]) -> tuple[str, ...]:
        for path in paths:
            if (
                not all(part.isidentifier() for part in path.replace(":", ".").split("."))
                or path.count(":") != 1
            ):
                raise ValueError("expected module:attribute, comma-separated")
        return paths


def _sentence(details: object) -> str:
    match details:
        case {"loc": [name, *_], "msg": str(message), "input": value}:
            shown = (
                "" if name in {"database_url", "secret_key", "temporal_api_key"} else f" (found {value!r})"
            )
            return f"{PREFIX}{str(name).upper()}: {message.removeprefix('Value error, ')}{shown}"
    return str(details)


def _read_private(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The key file {path} cannot be read: {error}.") from None
    if mode & 0o077:
        raise SettingsError(
            f"The key file {path} has mode {mode:04o}: others may read it. Run `chmod 600 {path}`."
        )
    return text


def _decode_key(text: str, origin: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error:
        raise SettingsError(f"{origin} is not base64.") from None
    if len(key) != SECRET_KEY_BYTES:
        raise SettingsError(f"{origin} holds {len(key)} bytes; {SECRET_KEY_BYTES} are needed.")
    return key
