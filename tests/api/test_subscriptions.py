"""Subscriptions in lists and in detail, what may be done with them, and their repair."""

from uuid import uuid4

import pytest
from lamp_api import Api

from perdure.db.engine import Database
from perdure.db.tables import event
from perdure.settings import Settings
from perdure.testing.worker import running_worker


@pytest.mark.usefixtures("worker")
def test_the_list_filters(api: Api) -> None:
    """Status, product, customer, sync and verdict narrow the list."""
    kitchen, hall = api.lamp(room="kitchen", watts=40), api.lamp(room="hall", watts=60)
    api.until(api.start("terminate_lamp", [{"subscription_id": hall}]), "completed")
    api.until(api.start("validate_lamp", [{"subscription_id": kitchen}]), "completed")

    def listed(**filters: object) -> list[str]:
        found = api.get("/api/subscriptions", params=filters).json()["items"]
        return [subscription["subscription_id"] for subscription in found]

    assert [hall, kitchen] == listed()
    assert [kitchen, hall] == listed(order="oldest")
    assert [kitchen] == listed(status="active")
    assert [hall] == listed(status="terminated")
    assert [hall, kitchen] == listed(product_id=api.lamp_product(), customer_id="default", insync=True)
    assert [] == listed(customer_id="nobody")
    assert [kitchen] == listed(verdict="in_sync")
    assert [] == listed(insync=False)


@pytest.mark.usefixtures("worker")
def test_the_detail_has_blocks_product_customer_and_last_validation(api: Api) -> None:
    """All that is known of one subscription, findings with path, expected and observed included."""
    subscription_id = api.lamp(room="hall", watts=60)
    validating = api.start("validate_lamp", [{"subscription_id": subscription_id}])
    api.until(validating, "completed")

    found = api.get(f"/api/subscriptions/{subscription_id}").json()

    assert ("Lamp in hall", "active", True, None) == (
        found["description"],
        found["status"],
        found["insync"],
        found["locked_by"],
    )
    assert ("Lamp", "light") == (found["product"]["name"], found["product"]["tag"])
    assert {"customer_id": "default", "name": "Default customer"} == found["customer"]
    assert ("hall", 60) == (found["document"]["lamp"]["room"], found["document"]["lamp"]["watts"])
    report = found["last_validation"]
    assert ("drifted", validating, found["version"]) == (
        report["verdict"],
        report["process_id"],
        report["version"],
    )
    assert [
        {"path": "lamp.watts", "expected": 60, "observed": 40, "system": None, "adopt": {"lamp.watts": 40}}
    ] == report["findings"]
    assert [("The bulb", "meter", "drifted")] == [
        (check["title"], check["system"], check["verdict"]) for check in report["checks"]
    ]


@pytest.mark.usefixtures("worker")
def test_versions_are_listed_with_the_process_that_made_them(api: Api) -> None:
    """Newest first, page by page, each with its document."""
    subscription_id = api.lamp(watts=40)
    modified = api.start("modify_lamp", [{"subscription_id": subscription_id}, {"watts": 60}], actor="bert")
    api.until(modified, "completed")
    url = f"/api/subscriptions/{subscription_id}/versions"

    newest = api.get(url, params={"limit": 1}).json()
    older = api.get(url, params={"cursor": newest["next"]}).json()

    assert [(60, modified, "bert", "Modify lamp")] == [
        (item["document"]["lamp"]["watts"], item["process_id"], item["reporter"], item["process_title"])
        for item in newest["items"]
    ]
    assert {40} == {item["document"]["lamp"]["watts"] for item in older["items"]}
    assert older["next"] is None
    versions = [item["version"] for item in newest["items"] + older["items"]]
    assert list(range(len(versions), 0, -1)) == versions


def test_workflows_say_whether_they_may_run_and_why_not(api: Api, settings: Settings) -> None:
    """While one process works on a subscription, others are refused with its id; validation is not."""
    with running_worker(settings):
        subscription_id = api.lamp()
    url = f"/api/subscriptions/{subscription_id}/workflows"

    free = {found["workflow"]: found for found in api.get(url).json()}
    working = api.start("modify_lamp", [{"subscription_id": subscription_id}, {"watts": 60}])
    busy = {found["workflow"]: found for found in api.get(url).json()}

    assert {"modify_lamp", "terminate_lamp", "validate_lamp"} == set(free)
    assert {True} == {found["allowed"] for found in free.values()}
    assert (False, True) == (busy["modify_lamp"]["allowed"], busy["validate_lamp"]["allowed"])
    assert working in busy["terminate_lamp"]["reason"]
    assert working == api.get(f"/api/subscriptions/{subscription_id}").json()["locked_by"]


def test_a_repaired_subscription_is_declared_in_sync(
    api: Api, settings: Settings, database: Database
) -> None:
    """After an aborted change it is out of sync; a reason makes it in sync again and is written down."""
    with running_worker(settings):
        process_id = api.start("create_lamp", api.order(room="attic"))
        subscription_id = api.until(process_id, "failed")["subscription_ids"][0]
        url = f"/api/subscriptions/{subscription_id}"
        refused = api.put(f"{url}/set_in_sync", json={"reason": "it hangs"})
        api.put(f"/api/processes/{process_id}/abort", json={})
        api.until(process_id, "aborted")
    before = api.get(url).json()["insync"]

    repaired = api.put(f"{url}/set_in_sync", json={"reason": "it hangs"}, headers={"X-Perdure-Actor": "otto"})

    assert (409, "locked", process_id) == (
        refused.status_code,
        refused.json()["code"],
        refused.json()["process_id"],
    )
    assert (False, 204, True) == (before, repaired.status_code, api.get(url).json()["insync"])
    with database.reading() as connection:
        found = connection.execute(event.select().where(event.c.kind == "subscription.set_in_sync")).one()
    assert ("otto", "it hangs") == (found.actor, found.reason)


@pytest.mark.parametrize("path", ["", "/versions", "/workflows", "/relations"])
def test_an_unknown_subscription_is_not_found(api: Api, path: str) -> None:
    """404 on everything below it."""
    assert 404 == api.get(f"/api/subscriptions/{uuid4()}{path}").status_code


def test_an_unknown_subscription_cannot_be_repaired(api: Api) -> None:
    """404, and a reason is asked for first."""
    assert 404 == api.put(f"/api/subscriptions/{uuid4()}/set_in_sync", json={"reason": "x"}).status_code
    assert 422 == api.put(f"/api/subscriptions/{uuid4()}/set_in_sync", json={}).status_code
