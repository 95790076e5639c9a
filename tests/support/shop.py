"""A shop for lamps, and what is typed there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from perdure.cli.client import Client
from perdure.testing.waiting import eventually


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it printed."""

    code: int
    out: str
    err: str


Perdure = Callable[..., Result]


class Shop:
    """Starts and watches processes about lamps.

    Args:
        client: how to reach the API.
    """

    def __init__(self, client: Client) -> None:
        self.client = client

    def start(self, workflow: str, *pages: dict[str, Any]) -> str:
        """Start a process; its id."""
        return str(self.client.post("processes", workflow, body=list(pages))["id"])

    def order(self, *, place: str = "indoors", room: str = "kitchen", watts: int = 40) -> str:
        """Start the order of a lamp; the process's id."""
        return self.start(
            "create_lamp", {"product": self.product()}, {"place": place}, {"room": room, "watts": watts}
        )

    def lamp(self, room: str = "kitchen") -> str:
        """Order a lamp and wait until it shines; the subscription's id."""
        found = self.until(self.order(room=room), "completed")
        return str(found["subscription_ids"][0])

    def product(self) -> str:
        """The product's id."""
        return next(item["product_id"] for item in self.client.get("products") if item["name"] == "Lamp")

    def until(self, process_id: str, status: str) -> dict[str, Any]:
        """Wait until a process has this status; its detail then."""

        def there() -> dict[str, Any] | None:
            found: dict[str, Any] = self.client.get("processes", process_id)
            return found if found["status"] == status else None

        return eventually(there, seconds=60, what=f"process {process_id} to be {status}")
