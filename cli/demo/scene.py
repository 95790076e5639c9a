"""What all stages of the demo share: the API, the server, the database they are about."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any, TypeVar

from ...api.process_models import ProcessDetail, ProcessSummary
from ...api.subscription_models import SubscriptionDetail
from ...domain.process import ProcessStatus
from ...products.database.servers import ManagedServer
from ..client import Client
from .managed import Observed, observe
from .narrator import DemoError, Narrator, OverdueError

T = TypeVar("T")

LOOK_AGAIN = 0.5
"""Seconds between two looks: quick enough to watch, and no load."""

PROCESS_SECONDS = 120
"""So long a process may take that takes three seconds on a quiet machine."""


@dataclass
class Scene:
    """One performance. Names are its own, so that it may be repeated, also beside another.

    Args:
        api: where everything is asked for.
        narrator: who tells of it.
        servers: all managed servers.
        patience: seconds that a validation by the Schedule may take to come.
    """

    api: Client
    narrator: Narrator
    servers: dict[str, ManagedServer]
    patience: int
    name: str = field(default_factory=lambda: f"demo_{token_hex(6)}")
    subscription_id: str = ""
    password: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        """Take the last server: `perdure run` has it offer more than the first."""
        self.server_name = list(self.servers)[-1]
        self.server = self.servers[self.server_name]
        self.actor = self.name.replace("_", "-")
        self.api = self.api.as_actor(self.actor)

    def start(self, workflow: str, *pages: dict[str, Any]) -> str:
        """Start a process; its id."""
        started = self.api.post("processes", workflow, body=list(pages))
        return str(started["id"])

    def page(self) -> dict[str, Any]:
        """The page that says which subscription is meant, as it is now."""
        return {"subscription_id": self.subscription_id, "version": self.subscription().version}

    def end(self) -> None:
        """Terminate the subscription."""
        self.run("terminate_database", self.page(), {"name": self.name})

    def address(self) -> str:
        """Where the database's owner logs in."""
        return str(self.subscription().document["database"]["address"])

    def observe(self) -> Observed:
        """The database as its server has it.

        Raises:
            DemoError: the server has none of that name.
        """
        if (found := observe(self.server, self.name)) is None:
            raise DemoError(f"{self.server_name} has no database {self.name}.")
        return found

    def processes(self) -> list[ProcessSummary]:
        """All processes of this performance: nobody else starts any under its actor's name."""
        found = self.api.get("processes", reporter=self.actor, limit=200)["items"]
        return [ProcessSummary.model_validate(item) for item in found]

    def process(self, process_id: str) -> ProcessDetail:
        """A process as it is now."""
        return ProcessDetail.model_validate(self.api.get("processes", process_id))

    def subscription(self) -> SubscriptionDetail:
        """The subscription as it is now."""
        return SubscriptionDetail.model_validate(self.api.get("subscriptions", self.subscription_id))

    def until(self, process_id: str, status: ProcessStatus) -> ProcessDetail:
        """Wait until a process has a status.

        Raises:
            DemoError: it ends differently, fails, or takes too long.
        """

        def look() -> ProcessDetail | None:
            found = self.process(process_id)
            if found.status is status:
                return found
            if found.finished_at or found.status in {ProcessStatus.FAILED, ProcessStatus.SUSPENDED}:
                why = found.failure or (found.waiting_on.words if found.waiting_on else "")
                raise DemoError(f"Process {process_id} ({found.title}) is {found.status}. {why}".strip())
            return None

        with self.narrator.waiting(f"Waiting for process {process_id} to be {status}"):
            return self.wait(look, PROCESS_SECONDS, f"Process {process_id} to be {status}")

    def until_ended(self, process_id: str) -> None:
        """Wait until a process has ended, however that may be."""

        def look() -> ProcessDetail | None:
            found = self.process(process_id)
            return found if found.finished_at else None

        self.wait(look, PROCESS_SECONDS, f"Process {process_id} to end")

    def run(self, workflow: str, *pages: dict[str, Any]) -> ProcessDetail:
        """Start a process and wait until it is completed."""
        return self.until(self.start(workflow, *pages), ProcessStatus.COMPLETED)

    def wait(self, look: Callable[[], T | None], seconds: float, what: str) -> T:
        """Look again and again until there is something to see.

        Raises:
            OverdueError: there is nothing in time.
            DemoError: somebody interrupts.
        """
        deadline = time.monotonic() + seconds
        while (found := look()) is None:
            self.narrator.go_on()
            if time.monotonic() > deadline:
                raise OverdueError(f"{what}: waited {seconds:.0f} s in vain.")
            time.sleep(LOOK_AGAIN)
        return found
