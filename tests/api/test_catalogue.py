"""What the installation knows: workflows, products, customers."""

from uuid import uuid4

import pytest
from lamp_api import Api

from perdure.db.engine import Database
from perdure.db.tables import event


def test_workflows_are_listed_by_name(api: Api) -> None:
    """Every loaded workflow with its kind and products."""
    found = {workflow["name"]: workflow for workflow in api.get("/api/workflows").json()}

    assert {
        "name": "create_lamp",
        "title": "Create lamp",
        "target": "create",
        "products": ["Lamp"],
        "has_form": True,
    } == found["create_lamp"]
    assert ("task", []) == (found["sweep_shop"]["target"], found["sweep_shop"]["products"])
    assert sorted(found) == list(found)


def test_a_workflow_shows_its_steps(api: Api) -> None:
    """The plan with what stands inside conditions, and the statuses in which it may start."""
    created = api.get("/api/workflows/create_lamp").json()
    modified = api.get("/api/workflows/modify_lamp").json()

    condition = created["steps"][1]
    assert ("conditional", ["Approve the outdoor lamp"], "garden") == (
        condition["kind"],
        [step["title"] for step in condition["steps"]],
        condition["steps"][0]["assignee"],
    )
    assert ["active"] == modified["allowed_statuses"]


def test_an_unknown_workflow_is_not_found(api: Api) -> None:
    """404 names those that there are."""
    response = api.get("/api/workflows/create_sun")

    assert 404 == response.status_code
    assert "create_lamp" in response.json()["detail"]


def test_a_product_shows_its_workflows_and_how_much_it_is_used(api: Api) -> None:
    """What code declares and what the database counts."""
    product = api.get(f"/api/products/{api.lamp_product()}").json()

    assert ("Lamp", "light", "Shines.", "active", 0) == (
        product["name"],
        product["tag"],
        product["description"],
        product["status"],
        product["subscriptions"],
    )
    assert ["create_lamp", "modify_lamp", "terminate_lamp", "validate_lamp"] == [
        workflow["name"] for workflow in product["workflows"]
    ]


def test_an_unknown_product_is_not_found(api: Api) -> None:
    """404."""
    assert 404 == api.get(f"/api/products/{uuid4()}").status_code


def test_a_customer_is_added_renamed_and_removed(api: Api, database: Database) -> None:
    """The whole life of a customer, each change with its event."""
    added = api.post("/api/customers", json={"customer_id": "a/c me", "name": "ACME"})
    renamed = api.patch("/api/customers/a%2Fc me", json={"name": "Acme"}, headers={"X-Perdure-Actor": "anna"})
    found = api.get("/api/customers/a%2Fc me")
    removed = api.delete("/api/customers/a%2Fc me")

    assert [201, 200, 200, 204] == [response.status_code for response in (added, renamed, found, removed)]
    assert {"customer_id": "a/c me", "name": "Acme"} == found.json()
    assert 404 == api.get("/api/customers/a%2Fc me").status_code
    with database.reading() as connection:
        events = connection.execute(event.select().where(event.c.kind.like("customer.%"))).all()
    assert [("customer.added", "local"), ("customer.renamed", "anna"), ("customer.removed", "local")] == [
        (row.kind, row.actor) for row in events
    ]


def test_customers_are_listed_page_by_page(api: Api) -> None:
    """In the order in which they were added, or the other way round."""
    for name in ("one", "two", "three"):
        api.post("/api/customers", json={"customer_id": name, "name": name})

    first = api.get("/api/customers", params={"limit": 3, "order": "oldest"}).json()
    rest = api.get("/api/customers", params={"order": "oldest", "cursor": first["next"]}).json()

    assert ["default", "one", "two", "three"] == [
        customer["customer_id"] for part in (first, rest) for customer in part["items"]
    ]


def test_two_customers_have_two_ids_and_two_names(api: Api) -> None:
    """409 says which of both is taken."""
    api.post("/api/customers", json={"customer_id": "one", "name": "One"})

    same_id = api.post("/api/customers", json={"customer_id": "one", "name": "Other"})
    same_name = api.post("/api/customers", json={"customer_id": "two", "name": "One"})

    assert [409, 409] == [same_id.status_code, same_name.status_code]
    assert "id 'one'" in same_id.json()["detail"]
    assert "name 'One'" in same_name.json()["detail"]


@pytest.mark.usefixtures("worker")
def test_a_customer_with_subscriptions_stays(api: Api) -> None:
    """409 says why."""
    api.lamp()

    response = api.delete("/api/customers/default")

    assert 409 == response.status_code
    assert "subscriptions" in response.json()["detail"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"customer_id": "x"},
        {"customer_id": " ", "name": "x"},
        {"customer_id": "x", "name": "a\0b"},
        {"customer_id": "x", "name": "x", "vip": True},
    ],
)
def test_a_customer_without_a_proper_id_and_name_is_refused(api: Api, body: dict[str, object]) -> None:
    """422."""
    assert 422 == api.post("/api/customers", json=body).status_code
