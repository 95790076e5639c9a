"""A failed step is retried with another State: a form of what it reads, posted as a browser without scripts does."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from hand import Hand
from pydantic import BaseModel, SecretStr

from perdure import Plugin, State, StepList, begin, step, task
from perdure.console.app import create_site

FROM_HERE = {"Sec-Fetch-Site": "same-origin", "X-Perdure-Actor": "carla"}

working: list[bool] = []


class Port(BaseModel):
    """A port of a switch."""

    name: str
    speed: int = 10


@step("Survey")
def survey() -> State:
    return {
        "since": datetime(2026, 1, 2, 10, 30, tzinfo=UTC),
        "day": date(2026, 1, 2),
        "price": Decimal("2.50"),
        "tags": ["red"],
        "port": {"name": "ae1"},
        "colour": "red",
        "empty": "",
    }


@step("Build")
def build(  # noqa: PLR0917 — a value of every kind
    since: datetime,
    day: date,
    price: Decimal,
    tags: list[str],
    port: Port,
    colour: Literal["red", "blue"],
    empty: str,
    process_id: UUID,
    word: SecretStr | None = None,
    *,
    careful: bool = True,
    remark: str | None = None,
) -> State:
    if not working:
        raise ValueError("nobody is there")
    return {"built": [*tags, port.name, str(price)], "careful": careful}


@task("Build a rack")
def build_rack() -> StepList:
    return begin >> survey >> build


plugin = Plugin("racks", workflows=[build_rack])

AS_IT_IS = {
    "/state/since": "2026-01-02T12:30:00",
    "/state/since~zone": "+02:00",
    "/state/day": "2026-01-02",
    "/state/price": "2.5",
    "/state/tags": "1",
    "/state/tags/0": "red",
    "/state/port/name": "ae1",
    "/state/port/speed": "10",
    "/state/colour": "red",
    "/state/empty": "",
    "/state/careful": "true",
    "/state/remark": "",
    "/other": "",
    "/reason": " ",
}
"""The form as it is posted when nobody has changed anything, though some of it is written in another way."""


@pytest.fixture(scope="module")
def site(shared: Hand) -> Iterator[TestClient]:
    """The site of an installation that all tests here share; a worker runs."""
    with TestClient(create_site(shared.settings), headers=FROM_HERE) as client:
        yield client


@pytest.fixture
def failed(shared: Hand) -> UUID:
    """A process that waits for a decision."""
    working.clear()
    return shared.run("build_rack", {}, status="failed")


def test_what_the_step_reads_is_filled_in(site: TestClient, failed: UUID) -> None:
    """With fields of its types; secrets and what is Perdure's own are not asked for."""
    shown = site.get(f"/processes/{failed}/retry").text

    for name, value in {
        "since": "2026-01-02T10:30:00",
        "price": "2.50",
        "tags/0": "red",
        "port/name": "ae1",
    }.items():
        assert f'name="/state/{name}" ' in shown.replace('"\n', '" ')
        assert f'value="{value}"' in shown
    assert 'name="/state/careful" value="true" checked' in shown
    assert [] == [name for name in ("process_id", "word", "context") if f'"/state/{name}"' in shown]


def test_only_what_was_changed_is_an_edit(site: TestClient, shared: Hand, failed: UUID) -> None:
    """A row is added without a script and nothing is decided; what stays as it was is left alone."""
    address = f"/processes/{failed}/retry"
    more = site.post(address, data={**AS_IT_IS, "_do": "add:/state/tags"})
    assert 'name="/state/tags/1"' in more.text
    assert "failed" == shared.process(failed).status

    site.post(address, data={**AS_IT_IS, "_do": "retry"})
    shared.until(failed, "failed")
    working.append(True)
    changed = {"/state/tags": "2", "/state/tags/1": "blue", "/other": '{"seen": 1}', "_do": "retry"}
    site.post(address, data=AS_IT_IS | changed)
    shared.until(failed, "completed")

    tried = [one for one in site.get(f"/api/processes/{failed}").json()["steps"] if one["title"] == "Build"]
    state = site.get(f"/api/processes/{failed}").json()["current_state"]
    assert (["red", "blue", "ae1", "2.50"], 1) == (state["built"], state["seen"])
    assert [{}, {"tags": ["red", "blue"], "seen": 1}] == [one["delta"]["changed"] for one in tried[:2]]
