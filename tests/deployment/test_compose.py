"""docker-compose.yml and Dockerfile, as far as they can be checked without Docker."""

import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import typer.main
from ruamel.yaml import YAML

from perdure.cli import app
from perdure.products.database.servers import _Settings as DatabaseSettings
from perdure.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = Path(sysconfig.get_path("scripts"))


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    """What docker-compose.yml starts, by name."""
    compose = YAML(typ="safe").load(ROOT / "docker-compose.yml")
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


@pytest.fixture(scope="module")
def ours(services: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The services that run our image."""
    return {name: service for name, service in services.items() if service["image"] == "perdure"}


def test_compose_file_fits_the_specification() -> None:
    """It is valid by the JSON Schema of the Compose specification."""
    checked = subprocess.run(
        [
            SCRIPTS / "check-jsonschema",
            "--builtin-schema=vendor.compose-spec",
            ROOT / "docker-compose.yml",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (0, "ok -- validation done\n") == (checked.returncode, checked.stdout)


def test_production_shape_is_complete(services: dict[str, dict[str, Any]]) -> None:
    """PostgreSQL, Temporal with its schema job and Web UI, migrations, API and several workers."""
    expected = {"postgresql", "temporal-schema", "temporal", "temporal-ui", "migrate", "api", "worker"}
    assert set() == expected - services.keys()
    assert "${WORKERS:-2}" == services["worker"]["deploy"]["replicas"]


def test_every_command_exists(ours: dict[str, dict[str, Any]]) -> None:
    """What our containers run are commands of `perdure`."""
    commands = typer.main.get_group(app).commands
    assert {"migrate": ["migrate"], "api": ["api"], "worker": ["worker"]} == {
        name: service["command"] for name, service in ours.items()
    }
    assert set() == {service["command"][0] for service in ours.values()} - commands.keys()


def test_every_variable_is_a_setting(ours: dict[str, dict[str, Any]]) -> None:
    """What our containers are told is something that they read, under just that name."""
    known = {
        f"{model.model_config['env_prefix']}{field}".upper()
        for model in (Settings, DatabaseSettings)
        for field in model.model_fields
    }
    told = {name for service in ours.values() for name in service["environment"]}
    assert told
    assert set() == told - known


def test_every_container_gets_what_it_cannot_do_without(ours: dict[str, dict[str, Any]]) -> None:
    """Database, Temporal and the key for secrets are the same everywhere."""
    needed = [f"{PREFIX}DATABASE_URL", f"{PREFIX}TEMPORAL_ADDRESS", f"{PREFIX}SECRET_KEY"]
    told = {tuple(service["environment"][name] for name in needed) for service in ours.values()}
    assert 1 == len(told)


def test_services_wait_for_services_that_exist(services: dict[str, dict[str, Any]]) -> None:
    """`depends_on` names services, and a service that is waited for until it is healthy can tell."""
    for service in services.values():
        for name, dependency in service.get("depends_on", {}).items():
            assert name in services
            if dependency["condition"] == "service_healthy":
                assert "healthcheck" in services[name]


def test_nothing_is_open_to_other_machines(services: dict[str, dict[str, Any]]) -> None:
    """As long as there is no access control, every published port is on the loopback address."""
    published = [port for service in services.values() for port in service.get("ports", [])]
    assert published
    assert [] == [port for port in published if not port.startswith("127.0.0.1:")]


def test_entrypoint_of_the_image_is_ours() -> None:
    """The image starts the script that the package installs."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert 'ENTRYPOINT ["perdure"]' in lines
    assert (SCRIPTS / "perdure").exists()
