"""What subscriptions refer to, over HTTP."""

from uuid import UUID

import circuits
from circuits import Cord, CordBlock, Plug, PlugBlockInactive, PlugInactive
from fastapi.testclient import TestClient
from hand import Hand

from perdure import ACTIVE
from perdure.api.app import create_app
from perdure.db.subscription_session import SubscriptionSession
from perdure.db.subscription_writes import write_changes
from perdure.domain.store import bind_store

plugin = circuits.plugin


def cord(hand: Hand) -> tuple[UUID, UUID]:
    """Make a plug and a cord of which it is one end, and give their ids."""
    session = SubscriptionSession(hand.database)
    with bind_store(session):
        plug = PlugInactive.new("Plug", "default", insync=True, plug=PlugBlockInactive(name="a"))
        ends = [Plug.from_other_lifecycle(plug, ACTIVE).plug]
        made = Cord.new("Cord", "default", insync=True, cord=CordBlock(ends=ends))
    with hand.database.transaction() as connection:
        write_changes(connection, session.changes())
    return plug.subscription_id, made.subscription_id


def test_relations_are_listed_from_both_ends(idle: Hand) -> None:
    """Each end says which subscription is at the other, and why what is in use may not be terminated."""
    plug, made = cord(idle)
    with TestClient(create_app(idle.settings)) as client:
        on = client.get(f"/api/subscriptions/{made}/relations").json()
        by = client.get(f"/api/subscriptions/{plug}/relations").json()
        workflows = client.get(f"/api/subscriptions/{plug}/workflows").json()

    (end,), (user,) = on["depends_on"], by["used_by"]
    assert (str(plug), "Plug a", "active", "Plug") == tuple(end.values())[:4]
    assert (str(made), "Cord a", "initial", "Cord", "cord.ends.0") == tuple(user.values())[:5]
    assert ([], []) == (on["used_by"], by["depends_on"])
    reasons = {found["workflow"]: found["reason"] for found in workflows}
    assert f"in use by Cord a ({made})" in reasons["end_plug"]
