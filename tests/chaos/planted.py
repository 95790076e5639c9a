"""A small story in a database, in which everything is right, and into which violations are planted."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from evidence import audit, effect, heard, post, run
from invariants import INVARIANTS
from sqlalchemy import Connection, Table, insert, text, update

from perdure.db.tables import (
    customer,
    process,
    process_state,
    process_step,
    process_subscription,
    product,
    subscription,
    subscription_version,
)

PROCESS, OTHER, SUBSCRIPTION, PRODUCT = (UUID(int=number) for number in range(1, 5))


class World:
    """A database in which two processes have happened, one after the other, and everything is right.

    Args:
        connection: in a transaction that is rolled back.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def plant(self, table: Table, **values: Any) -> None:
        """Add a row."""
        self.connection.execute(insert(table).values(**values))

    def change(self, table: Table, process_id: UUID = PROCESS, **values: Any) -> None:
        """Change what a table says about a process."""
        self.connection.execute(update(table).where(table.c.process_id == process_id).values(**values))

    def said(self, number: int) -> list[str]:
        """What the check of one invariant says."""
        return INVARIANTS[number](self.connection)

    def step(
        self, position: str, key: str, *, process_id: UUID = PROCESS, generation: int = 1, **values: Any
    ) -> None:
        """A completed step that has acted outside."""
        defaults = {"kind": "step", "title": key, "status": "completed", "finished_at": text("accepted_at()")}
        self.plant(
            process_step,
            process_id=process_id,
            position=position,
            generation=generation,
            key=f"chaos.{key}",
            **{**defaults, **values},
        )

    def acts(
        self, position: str, key: str | None = None, *, state: Any = None, process_id: UUID = PROCESS
    ) -> None:
        """A body that ran."""
        found = key or f"{process_id}/{position}"
        self.plant(audit, process_id=process_id, position=position, key=found, attempt=1, state=state)
        if key is None:
            self.plant(effect, process_id=process_id, position=position, key=found)

    def process(self, process_id: UUID, nonce: str) -> None:
        """A process that changed the subscription, asked somebody, was retried, and completed."""
        self.plant(
            process,
            process_id=process_id,
            workflow="modify_1",
            title="Modify 1",
            target="modify",
            status="completed",
            answers=[],
            plan=[
                {"kind": "step", "key": f"chaos.{name}", "title": name}
                for name in ("change_1", "ask_2", "fatal_3", "undoable_4")
            ],
            initial_state={"flips": 1},
            reporter="alice",
            idempotency_key=nonce,
            accepted_at=text("accepted_at()"),
            finished_at=text("accepted_at() + interval '1 minute'"),
        )
        self.plant(process_subscription, process_id=process_id, subscription_id=SUBSCRIPTION)
        self.plant(run, process_id=process_id, run_id=f"run of {process_id}", live=False)
        self.plant(post, kind="start", nonce=nonce, actor="alice", status=201, process_id=process_id)


def ordered(world: World) -> World:
    """Everything in order."""
    world.plant(customer, customer_id="default", name="Default")
    world.plant(product, product_id=PRODUCT, name="Gadget", tag="gadget")
    facts = {"customer_id": "default", "status": "active", "insync": True, "description": "", "document": {}}
    world.plant(subscription, subscription_id=SUBSCRIPTION, product_id=PRODUCT, version=2, **facts)
    for number, process_id in enumerate((PROCESS, OTHER), start=1):
        nonce = f"start {number}"
        world.process(process_id, nonce)
        changed = {"subscription_id": str(SUBSCRIPTION), "from_version": number - 1, "to_version": number}
        world.step(
            "0", "change_1", process_id=process_id, delta={"changed": {"step_1": 1}}, subscriptions=[changed]
        )
        world.acts("0", process_id=process_id)
        world.step(
            "1",
            "ask_2",
            process_id=process_id,
            kind="input",
            actor="bob",
            delta={"changed": {"answer_2": f"nonce {number}"}},
        )
        failed = {
            "status": "failed",
            "error": {"message": "no"},
            "decision": {"kind": "retry", "actor": "bob", "reason": nonce},
        }
        world.step("2", "fatal_3", process_id=process_id, **failed)
        world.step("2", "fatal_3", process_id=process_id, generation=2, delta={"changed": {"step_3": 3}})
        world.acts("2", process_id=process_id)
        state = {"flips": 1, "step_1": 1, "answer_2": f"nonce {number}", "step_3": 3}
        world.plant(process_state, process_id=process_id, state=state)
        world.plant(
            subscription_version,
            subscription_id=SUBSCRIPTION,
            version=number,
            process_id=process_id,
            position="0",
            generation=1,
            created_at=text("accepted_at()"),
            **facts,
        )
        said = {"process_id": process_id, "generation": 1, "status": 204}
        world.plant(post, kind="answer", nonce=f"nonce {number}", actor="bob", position="1", **said)
        world.plant(post, kind="retry", nonce=nonce, actor="bob", position="2", **said)
        world.plant(
            post, kind="answer", nonce="late", actor="carol", position="1", **(said | {"status": 409})
        )
        world.plant(
            heard,
            run_id=f"run of {process_id}",
            process_id=process_id,
            position="2",
            generation=2,
            status="completed",
            changed={"step_3": 3},
        )
    return world


def aborted(world: World, *undone: str, state: dict[str, Any] | None = None) -> None:
    """Let the first process have been aborted, and these positions taken back."""
    world.change(
        process, status="aborted", abort={"kind": "abort", "actor": "bob", "reason": "x", "undo": True}
    )
    states = {
        "0": {"flips": 1, "step_1": 1},
        "2": {"flips": 1, "step_1": 1, "answer_2": "nonce 1", "step_3": 3},
    }
    for position in undone:
        world.step(f"undo:{position}", "undo")
        world.acts(f"undo:{position}", state=state or states.get(position, {}))
