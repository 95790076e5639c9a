"""A form as an author writes it: it runs, and its types are checked without a single ignore."""

import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, assert_type
from uuid import UUID

from pydantic import ConfigDict, Field, SecretStr

from perdure.forms import (
    AsyncFormGenerator,
    Choice,
    ContactPerson,
    DateTime,
    Dec,
    DropDown,
    File,
    FormGenerator,
    FormPage,
    Initial,
    Integer,
    Label,
    Layout,
    ListOfTwo,
    LongText,
    MultiSearchSelect,
    MultiSelect,
    Radio,
    SearchSelect,
    Secret,
    SubmitFormPage,
    Text,
    Timestamp,
    ask,
    choice,
    depends_on,
    one_of,
    post_form,
    visible_when,
)

SERVERS = {"db1": "First server", "db2": "Second server"}
EXTENSIONS = {"db1": ["hstore"], "db2": ["hstore", "postgis"]}


class Environment(Choice):
    TEST = "test", "Test"
    PRODUCTION = "production", "Production"


def place_page(servers: Mapping[str, str]) -> type[FormPage]:
    class Server(Choice, options=servers):
        pass

    class PlacePage(FormPage):
        model_config = ConfigDict(title="Where")

        environment: Radio[Environment]
        server: DropDown[Server]

    return PlacePage


class LimitsPage(FormPage):
    name: Annotated[str, Text(max_length=63, pattern=r"^[a-z][a-z0-9_]*$")]
    connections: Annotated[int, Integer(ge=1, le=100)] = 10
    timeout: Annotated[Decimal, Dec(digits=6, places=3, ge=0)] = Decimal(30)


def extensions_page(offered: list[str]) -> type[FormPage]:
    Extension: Any = choice("Extension", {name: name for name in offered})  # noqa: N806 — a class

    class ExtensionsPage(SubmitFormPage):
        extensions: MultiSelect[Extension] = Field(default_factory=list, max_length=3)

    return ExtensionsPage


def create_database() -> FormGenerator:
    place = yield from ask(place_page(SERVERS))
    answers = place.answers()
    limits = yield from ask(LimitsPage)
    assert_type(limits, LimitsPage)
    assert_type(limits.connections, int)
    assert_type(limits.timeout, Decimal)
    extensions = yield from ask(extensions_page(EXTENSIONS[answers["server"]]))
    return answers | limits.answers() | extensions.answers()


async def create_later() -> AsyncFormGenerator:
    limits: LimitsPage = yield LimitsPage
    yield limits.answers()


class Annotations(FormPage):
    one: Radio[Environment]
    maybe: DropDown[Environment] | None
    several: MultiSelect[Environment]


class Asked(FormPage):
    heading: Label = "What to fill in"
    password: Secret
    contract: Annotated[UUID, File(accept=("application/pdf",))]
    begin: Annotated[datetime, DateTime()]
    name: Annotated[str, Initial("orders"), Layout(span=6)]
    vlan: Annotated[int, Integer(ge=1), visible_when(name=one_of("a", "b"))]
    kind: Annotated[DropDown[Environment], depends_on(name={"a": [Environment.TEST]})]
    server: Annotated[str, SearchSelect.among(SERVERS)]
    spares: Annotated[list[str], MultiSearchSelect.among(SERVERS)]
    ends: ListOfTwo[str]
    reason: LongText
    since: Timestamp
    contact: ContactPerson


def asked(page: Asked) -> None:
    """Likewise."""
    assert_type(page.heading, str | None)
    assert_type(page.password, SecretStr)
    assert_type(page.contract, UUID)
    assert_type(page.vlan, int)
    assert_type(page.kind, Environment)
    assert_type(page.spares, list[str])
    assert_type(page.ends, list[str])
    assert_type(page.since, int)
    assert_type(page.contact.email, str)


def annotations(page: Annotations) -> None:
    """What the annotations mean to a type checker."""
    assert_type(page.one, Environment)
    assert_type(page.one.label, str)
    assert_type(page.maybe, Environment | None)
    assert_type(page.several, list[Environment])


def test_runs() -> None:
    """Three pages of which two are computed make one result."""
    pages: list[dict[str, Any]] = [
        {"environment": "test", "server": "db2"},
        {"name": "orders", "timeout": 2.5},
        {"extensions": ["postgis"]},
    ]

    assert {
        "environment": "test",
        "server": "db2",
        "name": "orders",
        "connections": 10,
        "timeout": "2.5",
        "extensions": ["postgis"],
    } == post_form(create_database, {}, pages)


def test_types(tmp_path: Path) -> None:
    """mypy, strict, agrees with this file."""
    # A copy: the repository's root is a package, and the folder that it is in may have a name that is none.
    copy = Path(shutil.copy(__file__, tmp_path / "authored.py"))
    root = Path(__file__).parents[2]
    # With what `make check` has learned about the libraries.
    options = ["--config-file", str(root / "pyproject.toml"), "--cache-dir", str(root / ".mypy_cache")]
    mypy = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-error-summary", *options, str(copy)],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )

    assert "" == mypy.stdout + mypy.stderr
