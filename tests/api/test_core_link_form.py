"""The specification's form, over HTTP: a link between two ports of two nodes, at a start and in the middle."""

from collections.abc import Iterator
from typing import Any

import pytest
from core_links import made_node, made_ports, plugin
from hand import Hand
from lamp_api import Api

from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.store import bind_store

__all__ = ["plugin"]  # the `shared` installation loads it

Network = dict[str, str]


@pytest.fixture(scope="module")
def network(busy: Api, shared: Hand) -> Network:
    """Three active nodes with ports, by name; a fourth that is only ordered; a link from ams/1 to fra/1."""
    ids: Network = {}
    session = SubscriptionSession(shared.database)
    with bind_store(session):
        for name in ("ams", "fra", "lon"):
            node = made_node(name)
            ids[name] = str(node.subscription_id)
            ids |= made_ports(node, f"{name}/1", f"{name}/2", f"{name}/3")
        ids["ordered"] = str(made_node("ordered", active=False).subscription_id)
    with shared.database.transaction() as connection:
        write_changes(connection, session.changes())
    first = busy.start("create_core_link", order(ids, "ams", "fra", "ams/1", "fra/1"))
    ids["link"] = busy.until(first, "completed")["subscription_ids"][0]
    return ids


class Wizard:
    """A form that somebody fills in: at a start, or in the middle of a process.

    Args:
        busy: the API.
        turn: the route that takes the answers.
        form: the route of the form.
        first: pages that come before.
    """

    def __init__(self, busy: Api, turn: tuple[str, str], form: str, first: list[Any]) -> None:
        self._busy = busy
        self._turn = turn
        self._form = form
        self._first = first

    def post(self, *pages: Any) -> Any:
        """Turn a page."""
        method, path = self._turn
        return self._busy.request(method, path, json=[*self._first, *pages])

    def page(self, *pages: Any) -> Any:
        """The page that comes after these."""
        response = self.post(*pages)
        assert 510 == response.status_code, response.text
        return response.json()["form"]

    def go_back(self, *pages: Any, old: list[Any]) -> Any:
        """Answer a page differently."""
        body = {"pages": [*self._first, *pages], "old": [*self._first, *old]}
        response = self._busy.post(f"{self._form}/keep", json=body)
        assert 200 == response.status_code, response.text
        return response.json()


@pytest.fixture(params=["start", "middle"])
def wizard(request: pytest.FixtureRequest, busy: Api, network: Network) -> Iterator[Wizard]:
    """The same form, where it starts a process and where a process waits with it."""
    if request.param == "start":
        turn, form = ("POST", "/api/processes/create_core_link"), "/api/workflows/create_core_link/form"
        yield Wizard(busy, turn, form, [{}])
        return
    process_id = busy.start("move_core_link", [{"subscription_id": network["link"]}])
    busy.until(process_id, "suspended")
    route = f"/api/processes/{process_id}"
    yield Wizard(busy, ("PUT", f"{route}/resume"), f"{route}/form", [])
    if busy.process(process_id)["finished_at"] is None:
        busy.put(f"{route}/abort", json={})
        busy.until(process_id, "aborted")


def order(ids: Network, node_a: str, node_b: str, port_a: str, port_b: str) -> list[Any]:
    nodes, ports = (
        {"node_a": ids[node_a], "node_b": ids[node_b]},
        {"port_a": ids[port_a], "port_b": ids[port_b]},
    )
    return [{}, nodes, ports]


def offered(page: Any, name: str) -> dict[str, str]:
    """The options of a field, with labels."""
    field = page["properties"][name]
    kind = page["$defs"][field["$ref"].rsplit("/")[-1]]
    return {value: kind["options"][value] for value in kind["enum"]}


def labels(ids: Network, *names: str) -> dict[str, str]:
    return {ids[name]: f"{'Port' if '/' in name else 'Node'} {name}" for name in names}


def test_page_one_offers_the_active_nodes(wizard: Wizard, network: Network) -> None:
    """Those and no others, by their descriptions, for both ends."""
    page = wizard.page()

    assert labels(network, "ams", "fra", "lon") == offered(page, "node_a") == offered(page, "node_b")


def test_page_two_has_the_free_ports_of_the_two_nodes(wizard: Wizard, network: Network) -> None:
    """Each list those of its own node, without the ones that a link uses."""
    page = wizard.page({"node_a": network["ams"], "node_b": network["lon"]})

    assert labels(network, "ams/2", "ams/3") == offered(page, "port_a")
    assert labels(network, "lon/1", "lon/2", "lon/3") == offered(page, "port_b")
    assert "Between Node ams and Node lon" == page["title"]


def test_a_node_can_be_chosen_once(wizard: Wizard, network: Network) -> None:
    """That is the whole page's error."""
    refused = wizard.post({"node_a": network["ams"], "node_b": network["ams"]})

    assert (400, [["__root__"]]) == (
        refused.status_code,
        [error["loc"] for error in refused.json()["validation_errors"]],
    )


def test_a_port_of_another_node_or_in_use_is_refused(wizard: Wizard, network: Network) -> None:
    """At its own field."""
    nodes = {"node_a": network["ams"], "node_b": network["lon"]}

    refused = wizard.post(nodes, {"port_a": network["ams/1"], "port_b": network["fra/2"]})

    assert [["port_a"], ["port_b"]] == [error["loc"] for error in refused.json()["validation_errors"]]


def test_going_back_and_changing_one_node_changes_that_list_alone(wizard: Wizard, network: Network) -> None:
    """The other list and its answer stay, the remark too; the answer that no longer fits is gone."""
    nodes = {"node_a": network["ams"], "node_b": network["lon"]}
    ports = {"port_a": network["ams/3"], "port_b": network["lon/2"], "remark": "soon"}
    before = wizard.page(nodes)

    back = wizard.go_back(nodes | {"node_b": network["fra"]}, old=[nodes, ports])

    assert offered(before, "port_a") == offered(back["form"], "port_a")
    assert labels(network, "fra/2", "fra/3") == offered(back["form"], "port_b")
    kept = {
        name: field["initial"] for name, field in back["form"]["properties"].items() if "initial" in field
    }
    assert {"port_a": network["ams/3"], "remark": "soon"} == kept
    assert not back["complete"]


def test_going_back_and_changing_nothing_keeps_everything(wizard: Wizard, network: Network) -> None:
    """All pages are still answered."""
    nodes = {"node_a": network["ams"], "node_b": network["lon"]}
    ports = {"port_a": network["ams/3"], "port_b": network["lon/2"], "remark": "soon"}

    back = wizard.go_back(nodes, old=[nodes, ports])

    assert back["complete"]
    assert [nodes, ports] == back["pages"][-2:]


def test_the_link_is_made_of_the_chosen_ports(busy: Api, wizard: Wizard, network: Network) -> None:
    """The step gets what was chosen, and what is used then is not offered any more."""
    nodes = {"node_a": network["lon"], "node_b": network["fra"]}
    free = wizard.page(nodes)
    port_a, port_b = next(iter(offered(free, "port_a"))), next(iter(offered(free, "port_b")))

    taken = wizard.post(nodes, {"port_a": port_a, "port_b": port_b})

    assert taken.status_code in {201, 204}, taken.text
    newest = busy.get("/api/processes").json()["items"][0]
    done = busy.until(newest["id"], "completed")
    link = busy.get(f"/api/subscriptions/{done['subscription_ids'][0]}").json()
    assert "Core link lon - fra" == link["description"]
    again = busy.post("/api/processes/create_core_link", json=[{}, nodes]).json()["form"]
    assert port_a not in offered(again, "port_a")
    assert port_b not in offered(again, "port_b")
