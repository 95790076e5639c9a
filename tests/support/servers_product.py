"""Forms for the tests of the API: a hundred thousand servers to choose from, then the ports of the chosen one."""

from typing import Annotated

from pydantic import Field

from perdure import Plugin, StepList, begin, inputstep, step, task
from perdure.forms import (
    FormGenerator,
    FormPage,
    MultiSearchSelect,
    SearchSelect,
    Secret,
    SubmitFormPage,
    Text,
)

SERVERS = {f"server-{number:05}": f"Server {number} in rack {number % 97}" for number in range(100_000)}

ServerName = Annotated[str, SearchSelect.among(SERVERS)]


def ports(q: str, cursor: str | None, limit: int, *, other: str | None) -> tuple[dict[str, str], str | None]:
    """The four ports of a server."""
    every = {f"{other}/{number}": f"Port {number}" for number in range(4)}
    return {value: label for value, label in every.items() if q in label}, None


def port(value: str, *, other: str | None) -> str | None:
    """The label of a port that the server has."""
    return ports("", None, 4, other=other)[0].get(value)


class ServerPage(FormPage):
    server: ServerName
    spare: Annotated[list[str], MultiSearchSelect.among(SERVERS)] = Field(default_factory=list)


class PortPage(SubmitFormPage):
    other: ServerName
    port: Annotated[str, SearchSelect(ports, port, needs=("other",))]
    remark: Annotated[str, Text(max_length=20)] = ""
    password: Secret


def server_form() -> FormGenerator:
    servers = yield ServerPage
    chosen = yield PortPage
    return {**servers.answers(), "port": chosen.port, "remark": chosen.remark}


@step("Note the server")
def note(server: str) -> None:
    return None


@inputstep("Choose another server", assignee="NOC")
def choose(server: str) -> FormGenerator:
    servers = yield ServerPage
    chosen = yield PortPage
    return {"second": servers.server, "second_port": chosen.port}


@task("Reserve a server", form=server_form)
def reserve() -> StepList:
    return begin >> note


@task("Reserve two servers", form=server_form)
def reserve_two() -> StepList:
    return begin >> note >> choose


plugin = Plugin("servers", workflows=[reserve, reserve_two])
