"""The nemesis: what it will do is decided by the seed, before it begins."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final
from uuid import UUID, uuid4

from customers import Customers
from fleet import Fleet
from proxy import Proxy
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client
from temporalio.service import RPCError

from perdure.embedded.server import Server
from perdure.testing.waiting import eventually

_MOMENT_SECONDS: Final = 5.0
"""So long a worker may take to come to the moment at which it is to die; then it dies where it is."""

_FALLEN: Final = 50
"""When so many workers have ended by themselves, each of them does."""


@dataclass(frozen=True)
class Deed:
    """One thing that the nemesis does.

    Args:
        what: a key of `Size.deeds`.
        pause: seconds before it.
        choice: between 0 and 1: which worker, process or event it takes, of those that there are then.
        detail: between 0 and 1: how, or for how long.
    """

    what: str
    pause: float
    choice: float
    detail: float


def deeds(seed: str, counts: Mapping[str, int], *, pause: float) -> list[Deed]:
    """What a nemesis does, in order.

    Args:
        seed: all of it follows from this.
        counts: what, and how often.
        pause: seconds between two deeds, on average.
    """
    random = Random(f"nemesis/{seed}")  # noqa: S311 — a seeded test
    whats = [what for what, number in counts.items() for _ in range(number)]
    random.shuffle(whats)
    return [Deed(what, random.uniform(0, 2 * pause), random.random(), random.random()) for what in whats]


class Nemesis:
    """Does its deeds.

    Args:
        fleet: the workers.
        customers: they abort for it, and know what is open.
        servers: ``postgres`` and ``temporal``.
        networks: what is in front of them, by the same names.
        address: of Temporal, past its network.
        namespace: where the processes run.
    """

    def __init__(
        self,
        fleet: Fleet,
        customers: Customers,
        *,
        servers: Mapping[str, Server],
        networks: Mapping[str, Proxy],
        address: str,
        namespace: str,
    ) -> None:
        self._fleet = fleet
        self._customers = customers
        self._servers = servers
        self._networks = networks
        self._address = address
        self._namespace = namespace
        self.done: Counter[str] = Counter()
        self.terminated: set[UUID] = set()

    def do(self, deed: Deed) -> None:
        """Do one deed, after its pause.

        Raises:
            RuntimeError: the workers are broken; there is nothing to fight.
        """
        time.sleep(deed.pause)
        if self._fleet.fallen > _FALLEN:
            raise RuntimeError(f"{self._fleet.fallen} workers ended by themselves; their log says why.")
        what, _, subject = deed.what.partition(" ")
        done = deed.what
        match what:
            case "kill" if subject and self._fleet.fuse.burn(subject, patience=_MOMENT_SECONDS):
                pass
            case "kill":
                self._fleet.kill(deed.choice)
                done = what
            case "restart":
                server = self._servers[subject]
                (server.kill if deed.detail < 0.7 else server.stop)()
                server.start()
            case "drop":
                self._networks[subject].drop()
            case "hold":
                self._networks[subject].pause()
                time.sleep(0.5 + 2 * deed.detail)
                self._networks[subject].resume()
            case "abort" | "undo":
                # Rather an old one, which has done something.
                self._customers.abort(self._victim(deed.choice**2), undo=what == "undo")
            case _:
                eventually(
                    lambda: asyncio.run(self._in_temporal(what, deed)), what=f"an open process to {what}"
                )
        self.done[done] += 1

    def _victim(self, choice: float) -> UUID:
        return eventually(lambda: _one(self._customers.open_processes(), choice), what="an open process")

    async def _in_temporal(self, what: str, deed: Deed) -> bool:
        """Do something as from the Web UI; False when the run had ended by then."""
        process_id = self._victim(deed.choice)
        client = await Client.connect(self._address, namespace=self._namespace)
        handle = client.get_workflow_handle(str(process_id))
        try:
            match what:
                case "terminate":
                    self.terminated.add(process_id)
                    await handle.terminate(reason="nemesis")
                case "cancel":
                    await handle.cancel()
                case "reset":
                    tasks = [
                        event.event_id
                        async for event in handle.fetch_history_events()
                        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
                    ]
                    request = ResetWorkflowExecutionRequest(
                        namespace=self._namespace,
                        workflow_execution=WorkflowExecution(workflow_id=str(process_id)),
                        reason="nemesis",
                        workflow_task_finish_event_id=_one(tasks, deed.detail) or 0,
                        request_id=str(uuid4()),
                    )
                    await client.workflow_service.reset_workflow_execution(request)
        except RPCError:
            return False
        return True


def _one(some: list[Any], choice: float) -> Any:
    """One of several, the same for the same choice; None when there is none."""
    return some[int(choice * len(some))] if some else None
