"""What a subscription depends on, and what uses it, on its page."""

from collections.abc import Iterator

import core_links
import pytest
from core_links import CoreLink, CoreLinkBlock, PortBlock, made_node, made_ports
from fastapi.testclient import TestClient
from hand import Hand

from perdure.console.app import create_site
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.store import bind_store

plugin = core_links.plugin


@pytest.fixture(scope="module")
def site(idle: Hand) -> Iterator[TestClient]:
    """The site of an installation that knows core links."""
    with TestClient(create_site(idle.settings)) as client:
        yield client


def test_relations_lead_both_ways(site: TestClient, idle: Hand) -> None:
    """A link names its ports, in its blocks too; a port names the link that uses it."""
    session = SubscriptionSession(idle.database)
    with bind_store(session):
        ports = made_ports(made_node("ams1"), "xe-0/0/1", "xe-0/0/2")
        blocks = [PortBlock.ref(port) for port in ports.values()]
        link = CoreLink.new("Core link", "default", core_link=CoreLinkBlock(ports=blocks))
    with idle.database.transaction() as connection:
        write_changes(connection, session.changes())
    port = ports["xe-0/0/1"]

    shown = site.get(f"/subscriptions/{link.subscription_id}").text
    used = site.get(f"/subscriptions/{port}").text

    assert 2 == shown.count(f'<a href="/subscriptions/{port}">Port xe-0/0/1</a>')
    assert f'<a href="/subscriptions/{link.subscription_id}">Core link' in used.partition("Used by")[2]
