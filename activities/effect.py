"""What an attempt would change, and the one transaction in which it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import Connection

from ..db.cipher import Cipher
from ..db.claims import Holder, attach_claims, drop_claims, take_claims
from ..db.commit import Done, insert_step
from ..db.engine import Database
from ..db.events import record_event
from ..db.kept_results import keep_result
from ..db.locks import acquire_lock, lock_further, require_locks
from ..db.places import StaleAttemptError
from ..db.processes import abort_process, link_subscription, lock_process
from ..db.secrets import write_secrets
from ..db.steps import step_row
from ..db.subscription_kept import change_to_json
from ..db.subscription_session import SubscriptionSession
from ..db.subscription_writes import Change, write_changes
from ..domain.errors import ConflictError, OvertakenError
from ..domain.position import View
from ..domain.process import Outcome
from ..domain.state import Delta
from .outcome import completed_outcome, outcome_of_row
from .references import with_references
from .wishes import Wishes


@dataclass(frozen=True, slots=True)
class Effect:
    """What an attempt would change.

    Args:
        delta: in State.
        changes: of subscriptions.
        result: what the step's row is to say beside.
        wishes: what else the step asked for.
        kept: an earlier generation had it, and an operator decided that it is to be applied whatever came between.
    """

    delta: Delta
    changes: Sequence[Change] = ()
    result: Any = None
    wishes: Wishes = field(default_factory=Wishes)
    kept: bool = False

    def to_json(self) -> dict[str, Any]:
        """The effect, to be kept; secrets are not."""
        return {
            "delta": self.delta.to_json(),
            "changes": [change_to_json(change) for change in self.changes],
            "wishes": self.wishes.to_json(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any], session: SubscriptionSession) -> Self:
        """The effect that `to_json` wrote."""
        return cls(
            Delta.from_json(document["delta"]),
            session.kept(document["changes"]),
            wishes=Wishes.from_json(document["wishes"]),
            kept=True,
        )


@dataclass(frozen=True, slots=True)
class Commit:
    """Makes an effect happen, or finds that it has happened already.

    Args:
        database: where.
        cipher: for secrets.
        session: what the subscriptions were loaded by.
        view: State as the step saw it.
        done: the step's row, to which the effect will be added.
        effect: what the attempt would change.
        end_in_use: whether it may end a subscription that others use.
    """

    database: Database
    cipher: Cipher
    session: SubscriptionSession
    view: View
    done: Done
    effect: Effect
    end_in_use: bool = False

    def __call__(self) -> Outcome:
        """One transaction for the row, State, the models and the secrets: whoever inserts the row first wins.

        Raises:
            ConflictError: somebody else holds or has changed what this step would.
            StaleAttemptError: the process has moved on.
        """
        try:
            return self._commit()
        except ConflictError:
            if not self.effect.wishes.secrets and not self.done.place.undoes:
                keep_result(self.database, self.done.place, self.effect.to_json())
            raise

    def _commit(self) -> Outcome:
        place = self.done.place
        with suppress(_SomebodyWasFirst):
            if self.effect.kept:
                return self._merge()
            try:
                with self.database.transaction() as connection:
                    return self._write(connection, self.effect.changes)
            except OvertakenError:
                return self._merge()
        with self.database.reading() as connection:
            row = step_row(connection, place)
        if row is None:
            raise StaleAttemptError(
                f"Step {self.done.title!r} of process {place.process_id} has lost its row."
            )
        return outcome_of_row(row)

    def _merge(self) -> Outcome:
        """Put the changes on top of what another branch has saved meanwhile; from here on it waits for us."""
        place = self.done.place
        with self.database.transaction() as connection:
            lock_process(connection, place.process_id)
            if step_row(connection, place) is not None:
                raise _SomebodyWasFirst
            changes = self.session.merged(connection, self.effect.changes, mine=self.effect.kept)
            return self._write(connection, changes)

    def _write(self, connection: Connection, changes: Sequence[Change]) -> Outcome:
        place, wishes = self.done.place, self.effect.wishes
        delta = with_references(self.view.state, self.effect.delta, changes)
        done = replace(
            self.done,
            delta=self.view.to_branch(delta),
            subscriptions=[_changed(change) for change in changes],
            result=self.effect.result,
        )
        if not insert_step(connection, done):
            raise _SomebodyWasFirst
        for subscription_id in sorted(wishes.locks):
            lock_further(connection, subscription_id, place.process_id)
            link_subscription(connection, place.process_id, subscription_id)
        require_locks(
            connection, [change.subscription_id for change in changes if change.before], place.process_id
        )
        write_changes(
            connection,
            changes,
            process_id=place.process_id,
            position=place.position,
            generation=place.generation,
            end_in_use=self.end_in_use,
        )
        for change in changes:
            if change.before is None:
                acquire_lock(connection, change.subscription_id, place.process_id)
                link_subscription(connection, place.process_id, change.subscription_id)
                attach_claims(connection, place.process_id, change.subscription_id)
        self._write_claims(connection, changes)
        write_secrets(connection, self.cipher, place.process_id, wishes.secrets)
        if wishes.abort is not None:
            self._abort(connection, wishes.abort)
        return completed_outcome(
            done.delta, list(done.subscriptions), done.result, aborting=wishes.abort is not None
        )

    def _write_claims(self, connection: Connection, changes: Sequence[Change]) -> None:
        process_id, wishes = self.done.place.process_id, self.effect.wishes
        own = _own_subscription(self.view.state, changes)
        drop_claims(connection, wishes.released, Holder(own, process_id))
        for subscription_id in sorted({*wishes.claims.values()}, key=str):
            keys = [key for key, wanted in wishes.claims.items() if wanted == subscription_id]
            take_claims(connection, keys, Holder(subscription_id or own, process_id))

    def _abort(self, connection: Connection, decision: Mapping[str, Any]) -> None:
        process_id = self.done.place.process_id
        at = datetime.now(UTC).isoformat()
        abort_process(connection, process_id, {"kind": "abort", "at": at, **decision})
        record_event(
            connection,
            "process.abort_decided",
            decision["actor"],
            process_id=process_id,
            reason=decision["reason"],
            data={"undo": decision["undo"], "position": self.done.place.position},
        )


class _SomebodyWasFirst(Exception):  # noqa: N818 — control flow: rolls the transaction back
    pass


def _own_subscription(state: Mapping[str, Any], changes: Sequence[Change]) -> UUID | None:
    """The subscription that a step works for: the one it makes, or the one in State."""
    made = [change.subscription_id for change in changes if change.before is None]
    if len(made) == 1:
        return made[0]
    found = state.get("subscription_id")
    match state.get("subscription"):
        case {"subscription_id": str(identity)}:
            found = identity
    return UUID(found) if isinstance(found, str) else None


def _changed(change: Change) -> dict[str, Any]:
    return {
        "subscription_id": str(change.subscription_id),
        "from_version": change.from_version if change.before else None,
        "to_version": change.to_version,
    }
