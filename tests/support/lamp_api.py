"""A client of the API that knows lamps."""

from typing import Any

from fastapi.testclient import TestClient

from perdure.testing.waiting import eventually


class Api:
    """The routes of the API, and the few errands that many tests run.

    Args:
        client: how to reach it.
    """

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.get = client.get
        self.put = client.put
        self.post = client.post
        self.patch = client.patch
        self.delete = client.delete
        self.request = client.request

    def lamp_product(self) -> str:
        """The product's id."""
        products: list[dict[str, Any]] = self.get("/api/products").json()
        return str(next(product["product_id"] for product in products if product["name"] == "Lamp"))

    def order(
        self, *, place: str = "indoors", room: str = "kitchen", watts: int = 40
    ) -> list[dict[str, Any]]:
        """The page answers that order a lamp."""
        first = {"product": self.lamp_product(), "customer_id": "default"}
        return [first, {"place": place}, {"room": room, "watts": watts}]

    def start(self, workflow: str, pages: list[dict[str, Any]], *, actor: str = "anna") -> str:
        """Start a workflow and give the process's id."""
        response = self.post(f"/api/processes/{workflow}", json=pages, headers={"X-Perdure-Actor": actor})
        assert 201 == response.status_code, response.text
        return str(response.json()["id"])

    def process(self, process_id: str) -> dict[str, Any]:
        """The detail of a process."""
        found: dict[str, Any] = self.get(f"/api/processes/{process_id}").json()
        return found

    def until(self, process_id: str, status: str) -> dict[str, Any]:
        """Wait until a process has this status; its detail then."""

        def there() -> dict[str, Any] | None:
            found = self.process(process_id)
            return found if found["status"] == status else None

        return eventually(there, what=f"process {process_id} to be {status}")

    def lamp(self, **order: Any) -> str:
        """Order a lamp and wait for it, for which a worker has to run; the subscription's id."""
        process_id = self.start("create_lamp", self.order(**order))
        return str(self.until(process_id, "completed")["subscription_ids"][0])
